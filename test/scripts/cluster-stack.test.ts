import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { clusterUp, isClusterStack } from "../../scripts/stack/cluster-stack";
import { aroundDashes } from "../../scripts/stack/command";

// What the user's pulumi is asked for, and when; preflight itself has tests of its own.

const folder = mkdtempSync(join(tmpdir(), "belfry-pulumi-"));
const path = process.env.PATH;
const asked = join(folder, "asked");

beforeEach(() => rmSync(asked, { force: true }));
afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

/** A pulumi that writes down its arguments and the folder that it is started in. */
function pulumiThat(script: string): void {
  process.env.PATH = [folder, path].join(delimiter);
  const text = `#!/bin/sh\necho "$@ in $PWD" >> ${asked}\n[ "$1" = version ] && exit 0\n${script}\n`;
  writeFileSync(join(folder, "pulumi"), text);
  chmodSync(join(folder, "pulumi"), 0o755);
}

const looked: string[] = [];
async function clear(stack: string, settings: Readonly<Record<string, string>>): Promise<number> {
  looked.push(`${stack} on ${settings["belfry:platform"]}`);
  return 7;
}
const said: string[] = [];
const say = (line: string) => said.push(line);

test("a stack on Kubernetes is known by its settings, and none is brought up as a local one of its name", () => {
  expect(["prod", "local", "dev", "mine"].filter(isClusterStack)).toEqual(["prod"]);
});

test("nothing is begun where preflight finds something", async () => {
  pulumiThat("exit 0");
  const look = () => Promise.reject(new Error("belfry:push.pulsecal: no such Secret. Fix: make it."));
  await expect(clusterUp({ name: "prod", passed: [], say, look })).rejects.toThrow(
    "belfry:push.pulsecal: no such Secret. Fix: make it.",
  );
  expect(existsSync(asked)).toBe(false);
});

test("the user's own pulumi is started in the clone, with the policy pack and what stood after --", async () => {
  pulumiThat("exit 0");
  await clusterUp({ name: "prod", passed: ["--yes", "--diff"], say, look: clear });
  expect(looked).toEqual(["prod on kubernetes"]);
  const clone = join(__dirname, "../..");
  expect(readFileSync(asked, "utf8").trimEnd().split("\n").at(-1)).toBe(
    `up -s prod --policy-pack policy --yes --diff in ${clone}`,
  );
  expect(said).toEqual([
    "Nothing in the cluster stands against 7 objects.",
    "pulumi up -s prod --policy-pack policy --yes --diff",
  ]);
});

test("a pulumi that fails makes the command fail", async () => {
  pulumiThat("exit 3");
  await expect(clusterUp({ name: "prod", passed: [], say, look: clear })).rejects.toThrow(
    "pulumi up -s prod ended with exit code 3; why stands above.",
  );
});

test("without a pulumi it is said how to get one, and the way without it", async () => {
  process.env.PATH = join(folder, "nothing");
  await expect(clusterUp({ name: "prod", passed: [], say, look: clear })).rejects.toThrow(
    /^There is no usable pulumi on PATH \(.*spawn pulumi ENOENT\)\. Fix: install it .*, pulumi stack init prod, then npm run up -- prod again; or npm run render -- --stack prod/,
  );
});

test.each<[string[], string[], string[]]>([
  [
    ["up.ts", "prod", "--", "--yes", "--", "x"],
    ["up.ts", "prod"],
    ["--yes", "--", "x"],
  ],
  [["up.ts", "--json"], ["up.ts", "--json"], []],
])("%j is split where its first -- stands", (words, before, after) => {
  expect(aroundDashes(words)).toEqual([before, after]);
});
