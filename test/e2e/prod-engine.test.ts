import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { stackConfig } from "../../scripts/render/stack-config";
import { openTrialEngine, type TrialEngine } from "../../scripts/trial-engine/open";
import { filledProduction } from "../support/filled-production";

// Production in Pulumi's real engine. The providers are replaced by one that takes everything as it is, since no
// registry here has their plugins: what it does not show is said in docs/operators-guide.md.

const allow = { "belfry:images": '{"unlocked":"allow"}' };
const repository = join(__dirname, "../..");
const settings = { ...stackConfig(repository, "prod"), ...allow };
let engine: TrialEngine;

beforeAll(async () => {
  engine = await openTrialEngine("prod", settings);
});
afterAll(() => engine?.close());

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
}

function byName(objects: readonly Manifest[]): Map<string, Manifest> {
  return new Map(objects.map((one) => [nameOf(one), one]));
}

/** What the engine keeps of the stack's Kubernetes objects. */
async function registered({ stack } = engine): Promise<readonly Manifest[]> {
  const { deployment } = await stack.exportStack();
  const resources: { type: string; inputs: Manifest }[] = deployment.resources ?? [];
  return resources.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => shown(inputs));
}

/** An export shows secrets, each as its JSON text in a wrapping of the engine's. */
function shown<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part) =>
    typeof part?.plaintext === "string" ? JSON.parse(part.plaintext) : part,
  );
}

/** What `npm run render` writes, with the passwords that the stand-in for @pulumi/random makes. */
async function rendered(others: Readonly<Record<string, string>>): Promise<readonly Manifest[]> {
  const folder = mkdtempSync(join(tmpdir(), "belfry-rendered-"));
  const [out, secrets] = [join(folder, "out"), join(folder, "secrets")];
  mkdirSync(secrets);
  const names = ["postgres-password", "redis-password", "grafana-admin"];
  const passwords = Object.fromEntries(names.map((name) => [name, `password-of-${name}`]));
  writeFileSync(join(secrets, "passwords.txt"), JSON.stringify(passwords));
  const config = Object.entries(others).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const args = ["tsx", "scripts/render.ts", "--stack", "prod", ...config, "--out", out, "--secrets", secrets];
  await promisify(execFile)("npx", args, { cwd: repository });
  const texts = [out, secrets].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(join(folder, file), "utf8")),
  );
  rmSync(folder, { recursive: true });
  return texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as Manifest));
}

function expectSame(made: readonly Manifest[], written: readonly Manifest[]): void {
  const [objects, files] = [byName(made), byName(written)];
  expect([...objects.keys()].sort()).toEqual([...files.keys()].sort());
  for (const [name, object] of objects) expect([name, object]).toEqual([name, files.get(name)]);
}

test("a preview changes nothing and plans only creations", async () => {
  const { changeSummary } = await engine.stack.preview();
  expect(Object.keys(changeSummary)).toEqual(["create"]);
  expect(await registered()).toEqual([]);
});

test("up registers the very objects that render writes", async () => {
  await engine.stack.up();
  expectSame(await registered(), await rendered(allow));
});

test("the state on disk holds no generated password in plain text", () => {
  expect(engine.stateFile()).toContain("grafana-secrets");
  expect(engine.stateFile().includes("password-of-")).toBe(false);
});

test("a second up changes nothing", async () => {
  const { summary } = await engine.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("a generated password is made anew by the name that the operator's guide gives it", async () => {
  const { summary } = await engine.stack.up({ replace: ["**::redis-password"] });
  expect(summary.resourceChanges).toMatchObject({ replace: 1 });
});

test("destroy leaves nothing", async () => {
  await engine.stack.destroy();
  expect(await registered()).toEqual([]);
});

test("with copies, an ingress, a login, tokens and kept Secrets they are the same objects, too", async () => {
  const settings = { ...stackConfig(repository, "prod"), ...filledProduction };
  const other = await openTrialEngine("prod", settings);
  try {
    await other.stack.up();
    const made = await registered(other);
    const kinds = new Set(made.map(({ kind }) => kind));
    expect(["Ingress", "PodDisruptionBudget"].filter((kind) => !kinds.has(kind))).toEqual([]);
    expectSame(made, await rendered(filledProduction));
  } finally {
    await other.close();
  }
});
