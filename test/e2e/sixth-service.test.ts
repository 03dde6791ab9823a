import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually, holds } from "./support/eventually";
import { promQuery, promRules, promTargets } from "./support/servers";
import type { TestStack } from "./support/stack-process";

// docs/a-sixth-service.md, done as it says, in a copy of the clone: one new file, then `up`.

const repository = join(__dirname, "../..");
const root = mkdtempSync(join(tmpdir(), "belfry-sixth-"));
const clone = join(root, "clone");
let stack: TestStack;

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: clone, encoding: "utf8", stdio: "pipe" });
}

/** Files of the clone that differ from what was cloned. */
function changedFiles(): readonly string[] {
  const lines = run("git", "status", "--porcelain", "--untracked-files=all").split("\n");
  return lines.filter(Boolean).map((line) => line.slice(3));
}

function copyClone(): void {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: repository });
  for (const file of listed.toString().trim().split("\n")) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(repository, file), join(clone, file), { force: true, errorOnExist: false });
  }
  symlinkSync(join(repository, "node_modules"), join(clone, "node_modules"));
  run("git", "init", "--quiet");
  // The rule in .gitignore is for a folder; here it is a link.
  appendFileSync(join(clone, ".git/info/exclude"), "node_modules\n");
  run("git", "add", "--all");
  run("git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--message=clone");
}

beforeAll(async () => {
  copyClone();
  const support: typeof import("./support/stack-process") = require(
    join(clone, "test/e2e/support/stack-process"),
  );
  stack = support.testStack("sixth", join(root, "home"));
  stack.configure({ ports: await support.freeProtocolPorts() });
  cpSync(join(clone, "docs/examples/inventory.ts"), join(clone, "services/inventory.ts"));
  const { code, err } = await stack.script("up", "--only", "prometheus,alertmanager");
  if (code !== 0) throw new Error(err);
});

afterAll(async () => {
  await stack?.remove();
  rmSync(root, { recursive: true, force: true });
});

test("its simulator is scraped, and its metrics can be queried with the labels that say whose they are", async () => {
  const target = await eventually("the target to be up", 60, async () =>
    (await promTargets(stack)).find(
      ({ labels, health }) => labels.service === "inventory" && health === "up",
    ),
  );
  expect(target.labels).toMatchObject({ system: "warehouse", service: "inventory", job: "inventory" });
  const requests = 'http_requests_total{system="warehouse",service="inventory",route="/items",status="200"}';
  const [sample] = await eventually("requests to be counted", 60, async () => {
    const found = await promQuery(stack, requests);
    return found.some(({ value }) => value > 0) ? found : undefined;
  });
  expect(sample?.metric).toMatchObject({ method: "GET", environment: "sixth", cluster: "sixth" });
});

test("its rules are evaluated", async () => {
  const ownRules = async () =>
    (await promRules(stack))
      .flatMap((group) => group.rules)
      .filter(({ query }) => query.includes('service="inventory"'));
  const own = await ownRules();
  const names = own.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["ServiceDown", "HighErrorRate", "TargetMissing"]));
  // A group's first evaluation comes within its interval.
  await holds("all of them to be evaluated", 75, async () => {
    const others = (await ownRules()).filter(({ health }) => health !== "ok");
    expect(others.map(({ name, health }) => [name, health])).toEqual([]);
  });
}, 100_000);

test("one file was changed, and generating changes files of generated/ alone", () => {
  expect(changedFiles()).toEqual(["services/inventory.ts"]);
  execFileSync(process.execPath, ["node_modules/jest/bin/jest.js", "test/golden.test.ts"], {
    cwd: clone,
    env: { ...process.env, UPDATE: "1" },
    stdio: "pipe",
  });
  const changed = changedFiles();
  expect(changed).toContain("generated/runbooks/warehouse/inventory/ServiceDown.md");
  expect(changed.filter((file) => !file.startsWith("generated/"))).toEqual(["services/inventory.ts"]);
});
