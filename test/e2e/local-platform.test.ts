import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { type StackLocations, stackLocations } from "../../platforms/local/locations";
import { isAlive } from "../../platforms/local/process-identity";
import { unitsOf } from "../../platforms/local/supervisor/client";
import { eventually, freePort } from "../platforms/support/tiny-unit";
import { type TestStack, testStack } from "./support/stack-process";

// The platform and the scripts, with the real engine and a small program of two exporters.

const only = ["--only", "blackbox-exporter,node-exporter"];
const repository = join(__dirname, "../..");

interface Small extends TestStack {
  readonly places: StackLocations;
}

async function small(name: string, folder?: string): Promise<Small> {
  const stack = testStack(name, folder);
  execFileSync("chmod", ["755", stack.home]);
  stack.env.BELFRY_PROGRAM = join(__dirname, "support/small-program.ts");
  stack.configure({ ports: { "5000": await freePort() } });
  return { ...stack, places: stackLocations(name, stack.env) };
}

const pids = async ({ places }: Small) => ((await unitsOf(places)) ?? []).map(({ pid }) => pid).sort();
const state = ({ places }: Small) =>
  readFileSync(join(places.pulumi, ".pulumi/stacks/belfry", `${places.name}.json`), "utf8");

describe("a stack that is up", () => {
  let stack: Small;
  beforeAll(async () => {
    stack = await small("one");
    const { code, err } = await stack.script("up", ...only);
    if (code !== 0) throw new Error(err);
  });
  afterAll(() => stack.remove());

  test("ends with a table and keeps its secret out of the state, its own files and the output", async () => {
    const { out } = await stack.script("up", ...only);
    expect(out).toMatch(
      /^\nSERVER +VERSION +URL +READY IN\nblackbox +0\.\d+\.\d+ +http:\/\/127\.0\.0\.1:2\d{4} +\d+\.\d s\nnode /,
    );
    const secret = readFileSync(join(stack.places.files, "blackbox/run/secrets/probe"), "utf8");
    expect(secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(state(stack)).not.toContain(secret);
    expect(state(stack)).not.toMatch(/"pid"/);
    expect(out).not.toContain(secret);
  });

  test("stays as it is when nothing has changed", async () => {
    const before = await pids(stack);
    const { code, err } = await stack.script("up", ...only);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await pids(stack)).toEqual(before);
  });

  test("takes a changed file without a restart", async () => {
    const before = await pids(stack);
    stack.env.SMALL_MODULE = "renamed";
    const { code, err } = await stack.script("up", ...only);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^blackbox changed \(\d+\.\d s\)\n$/),
    });
    expect(await pids(stack)).toEqual(before);
    expect(await (await fetch(`${stack.url("blackbox")}/config`)).text()).toContain("renamed");
  });

  test("shows the limit that the kernel enforces", async () => {
    const { units } = JSON.parse((await stack.script("status", "--json")).out);
    for (const { pid, memoryLimitMib } of units) {
      const limit = /Max data size +(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, "utf8"))?.[1];
      // 256 as declared, and one piece of Go's heap that the kernel counts as a whole.
      expect(memoryLimitMib).toBe(320);
      expect(Number(limit)).toBe(320 * 1024 * 1024);
    }
  });

  test("can be driven by a plain pulumi, which changes nothing, not even the clone", async () => {
    const dirt = () =>
      execFileSync("git", ["status", "--porcelain", "Pulumi.*"], { cwd: repository, encoding: "utf8" });
    const before = dirt();
    const bin = join(stack.home, "bin");
    const project = join(stack.home, "project");
    for (const folder of [bin, project]) mkdirSync(folder, { recursive: true });
    const host = `exec node --import '${require.resolve("tsx")}' '${join(__dirname, "support/language-host.ts")}' "$@"`;
    writeFileSync(join(bin, "pulumi-language-nodejs"), `#!/bin/sh\n${host}\n`, { mode: 0o755 });
    writeFileSync(
      join(project, "Pulumi.yaml"),
      `name: belfry\nruntime: nodejs\nmain: ${stack.env.BELFRY_PROGRAM}\n`,
    );
    const plain = `eval "$(npm run -s env)" && PATH="${bin}:$PATH" && cd "${project}" &&
      pulumi preview -s one --non-interactive --expect-no-changes && pulumi refresh -s one --yes --non-interactive --expect-no-changes`;
    const env = { ...stack.env, PULUMI_HOME: join(stack.home, "plain") };
    const out = execFileSync("sh", ["-c", plain], { cwd: repository, env, encoding: "utf8", stdio: "pipe" });
    expect(out).toMatch(/5 unchanged/);
    expect(readdirSync(project)).toEqual(["Pulumi.yaml"]);
    expect(dirt()).toBe(before);
  });

  test("is left alone by a second one in the same home, which is given other ports", async () => {
    const before = await pids(stack);
    const second = await small("two", stack.home);
    expect(await second.script("up", ...only)).toMatchObject({ code: 0 });
    expect(second.port("blackbox")).not.toBe(stack.port("blackbox"));
    expect(await second.script("down", "--purge")).toMatchObject({ code: 0 });
    expect(existsSync(second.places.root)).toBe(false);
    expect(await pids(stack)).toEqual(before);
  });

  test("comes back after everything was killed, as by a restart of the machine", async () => {
    const supervisor = JSON.parse(readFileSync(join(stack.places.run, "supervisor.lock"), "utf8")).pid;
    const before = await pids(stack);
    for (const pid of [supervisor, ...before]) process.kill(pid, "SIGKILL");
    expect((await stack.script("status")).code).toBe(1);
    expect((await stack.script("up", ...only)).code).toBe(0);
    expect(await pids(stack)).toHaveLength(2);
  });

  test("leaves no process, port or lock when it goes down, and keeps its data", async () => {
    const supervisor = JSON.parse(readFileSync(join(stack.places.run, "supervisor.lock"), "utf8"));
    const before = await pids(stack);
    expect((await stack.script("down")).code).toBe(0);
    await eventually("no supervisor", async () => !isAlive(supervisor));
    for (const pid of before) expect(existsSync(`/proc/${pid}`)).toBe(false);
    await expect(fetch(stack.url("blackbox"))).rejects.toThrow();
    const left = readdirSync(stack.places.root, { recursive: true, encoding: "utf8" });
    expect(left.filter((file) => /\.(lock|sock)$|locks\/.*\.json$/.test(file))).toEqual([]);
    expect(existsSync(join(stack.places.data, "blackbox/var/lib/blackbox"))).toBe(true);
    expect((await stack.script("down")).code).toBe(0);
  });
});

test("an up that was killed halfway is continued, and what runs is adopted", async () => {
  const stack = await small("killed");
  try {
    const running = stack.start("up", ...only);
    const engineLock = join(stack.places.pulumi, ".pulumi/locks/organization/belfry/killed");
    await eventually(
      "a unit",
      async () => (await unitsOf(stack.places))?.find(({ pid }) => pid !== null),
      60_000,
    );
    const lock = readdirSync(engineLock).find((file) => file.endsWith(".json")) ?? "";
    const engine = JSON.parse(readFileSync(join(engineLock, lock), "utf8")).pid;
    for (const pid of [running.pid, engine]) process.kill(pid, "SIGKILL");
    await eventually(
      "both servers",
      async () => (await pids(stack)).length === 2 && (await pids(stack)).every(Boolean),
    );
    const before = await pids(stack);
    expect(readdirSync(engineLock)).toContain(lock);
    const { code, err } = await stack.script("up", ...only);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await pids(stack)).toEqual(before);
    expect(JSON.parse(state(stack)).checkpoint.latest.pending_operations ?? []).toEqual([]);
  } finally {
    await stack.remove();
  }
});

describe("bad input ends before anything changes", () => {
  let stack: Small;
  let taken: Server | undefined;
  beforeAll(async () => {
    stack = await small("bad");
  });
  afterEach(() => {
    taken?.close();
    taken = undefined;
  });
  afterAll(() => stack.remove());

  async function refused(message: RegExp): Promise<void> {
    const { code, out, err } = await stack.script("up", ...only);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(await unitsOf(stack.places)).toBeUndefined();
  }

  test("a misspelt key", async () => {
    stack.configure({ scrapeIntervall: "15s" });
    await refused(/belfry:scrapeIntervall is not a key\. Fix: use one of .*scrapeInterval/);
  });

  test("a wrong type", async () => {
    stack.configure({ retentionDays: { logs: "many" } });
    await refused(/belfry:retentionDays\.logs is "many": .*Fix: /);
  });

  test("a port that somebody has", async () => {
    const port = await freePort();
    stack.configure({ ports: { "5000": port } });
    taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    });
    await refused(
      new RegExp(
        `node needs tcp port ${port} \\(http\\), and process ${process.pid} \\(.*\\) has it\\. Fix: end it, or move`,
      ),
    );
    stack.configure({ ports: { "5000": await freePort() } });
  });

  test("a folder that cannot be written", async () => {
    const outcome = await testStackAt("/dev/null/belfry").script("up", ...only);
    expect(outcome).toMatchObject({ code: 1, out: "" });
    expect(outcome.err).toMatch(
      /The stack's folder \/dev\/null\/belfry\/stacks\/bad cannot be written: .*Fix: set BELFRY_HOME/,
    );
  });

  test("another command at work; but a lock that nobody holds any more is taken over", async () => {
    const lock = join(stack.places.root, "command.lock");
    writeFileSync(lock, JSON.stringify({ pid: process.pid, started: "x", host: "elsewhere" }));
    await refused(
      /Another command works on the stack bad: process \d+ on elsewhere holds .*command\.lock\. Fix: /,
    );
    writeFileSync(lock, "half a lo");
    await refused(/command\.lock holds "half a lo", not a process\. Fix: /);
    rmSync(lock);
  });

  test("a wrong passphrase, and one that is gone", async () => {
    const first = await stack.script("up", ...only);
    if (first.code !== 0) throw new Error(first.err);
    await stack.script("down");
    writeFileSync(stack.places.passphrase, "another");
    await refused(/The passphrase in .*passphrase is not the one that encrypted the state\. Fix: /);
    rmSync(stack.places.passphrase);
    await refused(/passphrase is gone, and the state beside it was encrypted with it\. Fix: /);
  });

  function testStackAt(home: string): Pick<TestStack, "script"> {
    stack.env.BELFRY_HOME = home;
    return {
      script: (...args) =>
        stack.script(...args).finally(() => Object.assign(stack.env, { BELFRY_HOME: stack.home })),
    };
  }
});
