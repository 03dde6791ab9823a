import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { stackConfig } from "../../scripts/render/stack-config";
import { openTrialEngine, type TrialEngine } from "../../scripts/trial-engine/open";

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
async function registered(): Promise<readonly Manifest[]> {
  const { deployment } = await engine.stack.exportStack();
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
async function rendered(): Promise<readonly string[]> {
  const secrets = mkdtempSync(join(tmpdir(), "belfry-secrets-"));
  const names = ["postgres-password", "redis-password", "grafana-admin"];
  const passwords = Object.fromEntries(names.map((name) => [name, `password-of-${name}`]));
  writeFileSync(join(secrets, "passwords.txt"), JSON.stringify(passwords));
  const [key, value] = Object.entries(allow).flat();
  const args = ["tsx", "scripts/render.ts", "--stack", "prod", "-c", `${key}=${value}`, "--secrets", secrets];
  await promisify(execFile)("npx", args, { cwd: repository });
  return [join(repository, "dist", "prod"), secrets].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(join(folder, file), "utf8")),
  );
}

test("a preview changes nothing and plans only creations", async () => {
  const { changeSummary } = await engine.stack.preview();
  expect(Object.keys(changeSummary)).toEqual(["create"]);
  expect(await registered()).toEqual([]);
});

test("up registers the very objects that render writes", async () => {
  await engine.stack.up();
  const objects = byName(await registered());
  const texts = await rendered();
  const written = byName(
    texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as Manifest)),
  );
  expect([...objects.keys()].sort()).toEqual([...written.keys()].sort());
  for (const [name, object] of objects) expect([name, object]).toEqual([name, written.get(name)]);
});

test("the state on disk holds no generated password in plain text", () => {
  expect(engine.stateFile()).toContain("grafana-secrets");
  expect(engine.stateFile().includes("password-of-")).toBe(false);
});

test("a second up changes nothing", async () => {
  const { summary } = await engine.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("destroy leaves nothing", async () => {
  await engine.stack.destroy();
  expect(await registered()).toEqual([]);
});
