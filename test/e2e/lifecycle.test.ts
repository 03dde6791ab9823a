import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { stackLocations } from "../../platforms/local/locations";
import { readAllotment } from "../../platforms/local/ports";
import { unitsOf } from "../../platforms/local/supervisor/client";
import { eventually, holds } from "./support/eventually";
import { postMetrics } from "./support/otlp";
import { promValue } from "./support/servers";
import { freeProtocolPorts, type TestStack, testStack } from "./support/stack-process";
import { units } from "./support/units";

// Stacks of the real program, kept small: Prometheus, the collector, the databases, no simulators.

const only = ["--only", "prometheus,collector,postgres,redis"];

interface Small extends TestStack {
  readonly ports: Readonly<Record<string, number>>;
}

async function small(name: string, folder?: string): Promise<Small> {
  const stack = testStack(name, folder);
  const ports = await freeProtocolPorts();
  stack.configure({ ports, simulate: false });
  return { ...stack, ports };
}

const places = (stack: TestStack) => stackLocations(stack.name, stack.env);

/** Every process of this machine that runs something of the stack, by its command line or its working folder. */
function processesOf(stack: TestStack): readonly number[] {
  const { root } = places(stack);
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const concerned = pids.filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return command.includes(root) || readlinkSync(`/proc/${pid}/cwd`).startsWith(root);
    } catch {
      // It has ended in the meantime.
      return false;
    }
  });
  return concerned.map(Number);
}

/** Can somebody else have the port? */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function locksOf(stack: TestStack): readonly string[] {
  const files = readdirSync(places(stack).root, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.(lock|sock|pid)$|locks\/.*\.json$/.test(file));
}

async function pidsOf(stack: TestStack): Promise<Readonly<Record<string, number | null>>> {
  return Object.fromEntries(Object.values(await units(stack)).map(({ name, pid }) => [name, pid]));
}

describe("two stacks side by side", () => {
  let one: Small;
  let two: Small;
  beforeAll(async () => {
    one = await small("one");
    two = await small("two", one.home);
    for (const stack of [one, two]) expect(await stack.script("up", ...only)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await two.remove();
    await one.remove();
    expect([...processesOf(one), ...processesOf(two)]).toEqual([]);
  });

  test("share no port", () => {
    const portsOf = (stack: Small) => [
      ...Object.values(readAllotment(places(stack).ports)),
      ...Object.values(stack.ports),
    ];
    const all = [...portsOf(one), ...portsOf(two)];
    expect(new Set(all).size).toBe(all.length);
    expect(portsOf(one).length).toBeGreaterThan(10);
  });

  test("keep what they are sent to themselves", async () => {
    const send = (stack: Small, value: number) =>
      postMetrics(`http://127.0.0.1:${stack.ports["4318"]}`, {
        resource: { "service.name": "e2e-neighbour" },
        counters: [{ name: "e2e.sent", value, attributes: {} }],
      });
    await send(one, 1);
    await send(two, 20);
    await holds("both counters", 30, async () => {
      const found = [await promValue(one, "sum(e2e_sent)"), await promValue(two, "sum(e2e_sent)")];
      expect(found).toEqual([1, 20]);
    });
  });

  test("and when one goes down, no process, port or lock of it is left, and the other has not noticed", async () => {
    const others = await pidsOf(two);
    expect(processesOf(one).length).toBeGreaterThan(4);
    expect((await one.script("down")).code).toBe(0);
    await holds("its processes to end", 20, async () => expect(processesOf(one)).toEqual([]));
    for (const port of [...Object.values(readAllotment(places(one).ports)), ...Object.values(one.ports)]) {
      expect([port, await isFree(port)]).toEqual([port, true]);
    }
    expect(locksOf(one)).toEqual([]);
    expect(existsSync(join(places(one).data, "prometheus"))).toBe(true);
    expect(await pidsOf(two)).toEqual(others);
    expect(Object.values(await units(two)).map(({ state }) => state)).toEqual(
      Object.keys(others).map(() => "ready"),
    );
  });

  test("a stack that was down comes back with its data", async () => {
    expect((await one.script("up", ...only)).code).toBe(0);
    expect(await promValue(one, "sum(max_over_time(e2e_sent[10m]))")).toBe(1);
  });
});

test("an up that is killed in the middle is continued by the next one", async () => {
  const stack = await small("killed");
  try {
    const running = stack.start("up", ...only);
    const locks = join(places(stack).pulumi, ".pulumi/locks/organization/belfry/killed");
    await eventually("the first server", 60, async () => {
      // Asked directly: the script takes longer than the moment that is waited for.
      const started = ((await unitsOf(places(stack))) ?? []).some(({ pid }) => pid !== null);
      return (started && existsSync(locks)) || undefined;
    });
    const [lock = ""] = readdirSync(locks);
    const engine: number = JSON.parse(readFileSync(join(locks, lock), "utf8")).pid;
    for (const pid of [running.pid ?? 0, engine]) process.kill(pid, "SIGKILL");
    expect(locksOf(stack).length).toBeGreaterThan(0);

    const { code, err } = await stack.script("up", ...only);
    expect({ code, err }).toMatchObject({ code: 0 });
    const states = Object.fromEntries(
      Object.values(await units(stack)).map(({ name, state }) => [name, state]),
    );
    const all = ["backup", "canary", "collector", "inbox", "postgres", "prometheus", "readiness", "redis"];
    expect(states).toEqual(Object.fromEntries(all.map((name) => [name, "ready"])));
  } finally {
    await stack.remove();
  }
  expect(processesOf(stack)).toEqual([]);
});
