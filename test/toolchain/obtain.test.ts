import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ChecksumRefused } from "../../toolchain/checksums";
import { cacheAt } from "../../toolchain/locations";
import { obtainTool } from "../../toolchain/obtain";
import { ToolMissing } from "../../toolchain/outcome";
import { products } from "../../toolchain/versions";
import type { Way } from "../../toolchain/way";
import { temporaryFolders, writeProgram } from "./fake-release";

const temporaryFolder = temporaryFolders();
const { version } = products.loki;

const builds: Way = async ({ staging }) => {
  await writeProgram(staging, "loki", "unused");
  return version;
};

const fails =
  (error: Error): Way =>
  async () => {
    throw error;
  };

async function emptyMachine() {
  return { path: "", cache: cacheAt(await temporaryFolder()) };
}

test("tries the archive first and the Go build when that fails", async () => {
  const there = await emptyMachine();
  const ways = { archive: fails(new Error("github.com is not reachable")), go: builds };
  const found = await obtainTool("loki", { ...there, ways });
  expect(found).toMatchObject({ from: "go", version, folder: join(there.cache.binaries, "loki", version) });
});

test("finds in the cache what was made before", async () => {
  const there = await emptyMachine();
  await obtainTool("loki", { ...there, ways: { go: builds } });
  expect(await obtainTool("loki", { ...there, ways: {} })).toMatchObject({ from: "cache", version });
});

test("builds once when two runs need it at the same time", async () => {
  const there = await emptyMachine();
  let built = 0;
  const counted: Way = async (context) => {
    built++;
    return await builds(context);
  };
  const both = [1, 2].map(() => obtainTool("loki", { ...there, ways: { go: counted } }));
  const found = await Promise.all(both);
  expect(found.map(({ from }) => from).sort()).toEqual(["cache", "go"]);
  expect(built).toBe(1);
});

test("names the product, everything that was tried with its reason, and the fix", async () => {
  const ways = { archive: fails(new Error("no network")), go: fails(new Error("there is no go on PATH")) };
  const attempt = obtainTool("loki", { ...(await emptyMachine()), ways });
  await expect(attempt).rejects.toThrow(ToolMissing);
  await expect(attempt).rejects.toThrow(
    /^loki \S+ cannot be had\. Tried:\n {2}PATH +no loki\n {2}cache +.*\n {2}official archive no network\n {2}go build +there is no go on PATH\nFix: /,
  );
});

test("does not look for another way round a checksum that was refused", async () => {
  const ways = { archive: fails(new ChecksumRefused("not what it was")), go: builds };
  await expect(obtainTool("loki", { ...(await emptyMachine()), ways })).rejects.toThrow("not what it was");
});

test("leaves nothing half-made behind", async () => {
  const there = await emptyMachine();
  const breaks: Way = async (context) => {
    await builds(context);
    throw new Error("killed in the middle");
  };
  await expect(obtainTool("loki", { ...there, ways: { go: breaks } })).rejects.toThrow(
    "killed in the middle",
  );
  expect(await readdir(join(there.cache.binaries, "loki"))).toEqual([]);
});

test("stops at once when it is told to, and does not try the next way", async () => {
  const controller = new AbortController();
  const stopped: Way = async () => {
    controller.abort(new Error("interrupted"));
    throw new Error("the build was killed");
  };
  const ways = { archive: stopped, go: builds };
  const attempt = obtainTool("loki", { ...(await emptyMachine()), ways, signal: controller.signal });
  await expect(attempt).rejects.toThrow("interrupted");
});
