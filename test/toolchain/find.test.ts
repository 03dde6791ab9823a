import { join } from "node:path";
import { findTool } from "../../toolchain/find";
import { cacheAt } from "../../toolchain/locations";
import { explainMissing, isFound } from "../../toolchain/outcome";
import { products } from "../../toolchain/versions";
import { temporaryFolders, writeProgram } from "./fake-release";

const temporaryFolder = temporaryFolders();
const pinned = products.alertmanager.version;

async function machine({ onPath, inCache }: { onPath?: string; inCache?: string }) {
  const folder = await temporaryFolder();
  const path = join(folder, "path");
  const cache = cacheAt(join(folder, "cache"));
  for (const program of ["alertmanager", "amtool"]) {
    if (onPath) await writeProgram(path, program, onPath);
    if (inCache) await writeProgram(join(cache.binaries, "alertmanager", inCache), program, "unused");
  }
  return { path, cache };
}

test("takes what is on PATH before what is in the cache", async () => {
  const found = await findTool(
    "alertmanager",
    await machine({ onPath: "alertmanager, version 0.33.1+ds (branch: debian/sid)", inCache: pinned }),
  );
  expect(found).toMatchObject({ from: "path", version: "0.33.1" });
});

test("takes the cache when the version on PATH is too old", async () => {
  const there = await machine({ onPath: "alertmanager, version 0.25.0", inCache: pinned });
  const found = await findTool("alertmanager", there);
  const folder = join(there.cache.binaries, "alertmanager", pinned);
  const binaries = { alertmanager: join(folder, "alertmanager"), amtool: join(folder, "amtool") };
  expect(found).toEqual({ product: "alertmanager", version: pinned, binaries, from: "cache", folder });
});

test("does not take a program that merely has the name", async () => {
  const found = await findTool("alertmanager", await machine({ onPath: "something else, version 0.34.1" }));
  expect(isFound(found)).toBe(false);
});

test("does not take a version from the cache that is no longer pinned", async () => {
  const found = await findTool("alertmanager", await machine({ inCache: "0.33.0" }));
  expect(isFound(found)).toBe(false);
});

test("says for each place why it did not serve, and what to do", async () => {
  const found = await findTool("alertmanager", await machine({ onPath: "alertmanager, version 0.25.0" }));
  if (isFound(found)) throw new Error("found what is not there");
  const text = explainMissing(found);
  expect(text).toContain(`alertmanager ${pinned} cannot be had. Tried:`);
  expect(text).toMatch(/PATH +\S+alertmanager is 0\.25\.0, needed is 0\.32 or later/);
  expect(text).toMatch(/cache +nothing usable in \S+/);
  expect(text).toContain("Fix: run `npm run toolchain -- alertmanager`");
});
