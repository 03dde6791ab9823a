import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { goodManifests } from "../../policy/good-stack";

const repository = join(__dirname, "../../..");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function readiness(...args: string[]): Promise<Outcome> {
  const tsx = join(repository, "node_modules/tsx/dist/cli.mjs");
  const words = [tsx, join(repository, "scripts/readiness.ts"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out, err });
    });
  });
}

/** A folder of one file with the good stack, and others. */
function folder(more: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "belfry-manifests-"));
  const objects = goodManifests().filter(({ kind }) => kind !== "docker");
  const files = {
    "good.yaml": objects.map((one) => stringify(one, { aliasDuplicateObjects: false })).join("---\n"),
    ...more,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test("manifests in which every policy passes: exit code 0, and JSON says so", async () => {
  const { code, out, err } = await readiness("--manifests", folder(), "--json", "--system", "ragbase");
  const { policies, lines } = JSON.parse(out);
  expect(policies.filter(({ status }: { status: string }) => status === "fail")).toEqual([]);
  expect(lines.length).toBeGreaterThan(25);
  expect(Object.keys(lines[0])).toEqual(expect.arrayContaining(["id", "status", "evidence", "why"]));
  expect({ code, err }).toEqual({ code: 0, err: "" });
}, 60_000);

test("a List with a pod as root and a file that cannot be read: both are told, exit code 1", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "x" }] },
  };
  const broken = {
    "list.yaml": stringify({ apiVersion: "v1", kind: "List", items: [pod] }),
    "broken.yaml": "a: [",
  };
  const { code, out } = await readiness("--manifests", folder(broken));
  expect(out).toContain(
    "| FAILED | containers-have-memory-limit | Pod default/p, container c: has no memory limit |",
  );
  expect(out).toContain("- broken.yaml: ");
  expect(code).toBe(1);
}, 60_000);

test("manifests that do not say whose they are belong to the one system that is named", async () => {
  const { out } = await readiness("--manifests", folder(), "--json", "--system", "travel-crm");
  const lines: readonly { readonly id: string; readonly status: string }[] = JSON.parse(out).lines;
  expect(lines.find(({ id }) => id === "infrastructure.platform-probes")?.status).toBe("pass");
}, 60_000);

test.each([
  [[], "Nothing to judge. Fix: name a stack (--stack prod) or a folder (--manifests DIR)."],
  [
    ["--manifests", "/nowhere"],
    "--manifests names /nowhere, which cannot be read. Fix: name a folder of YAML files.",
  ],
  [
    ["--stack", "prod", "--system", "x"],
    'There is no checklist of "x". Fix: see policy/checklist/line.ts for the systems.',
  ],
])(
  "refuses %j",
  async (args, message) => {
    const { code, err } = await readiness(...args);
    expect({ code, err: err.trim() }).toEqual({ code: 1, err: message });
  },
  60_000,
);
