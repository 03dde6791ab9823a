import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromArchive } from "../../toolchain/archive";
import { products } from "../../toolchain/versions";
import {
  contextFor,
  type Release,
  releaseOf,
  serve,
  sha256,
  tarOf,
  temporaryFolders,
  zipOf,
} from "./fake-release";

const temporaryFolder = temporaryFolders();
const file = "tempo.tar.gz";

async function published(change: (release: Release) => void = () => {}) {
  const folder = await temporaryFolder();
  const release = releaseOf(file, await tarOf(join(folder, "source"), "tempo-linux"));
  change(release);
  const { base, close } = await serve(release);
  return { release, close, context: contextFor(folder, base, file, "tempo-linux"), url: `${base}/${file}` };
}

test("unpacks a release, drops its top folder and makes the program executable under our name", async () => {
  const { context, close } = await published();
  expect(await fromArchive(context)).toBe(products.tempo.version);
  const { mode } = await stat(join(context.staging, "tempo"));
  expect(mode & 0o111).toBe(0o111);
  await close();
});

test("records the checksum that it computed", async () => {
  const { context, release, close, url } = await published();
  await fromArchive(context);
  expect(JSON.parse(await readFile(context.cache.archiveLock, "utf8"))).toEqual({
    [url]: sha256(release.content),
  });
  await close();
});

test("refuses an archive that is not what its release states, and keeps nothing of it", async () => {
  const { context, close } = await published((release) => {
    release.stated = "0".repeat(64);
  });
  await expect(fromArchive(context)).rejects.toThrow(/has checksum [0-9a-f]{64}, its release states 0{64}/);
  await expect(stat(context.cache.archiveLock)).rejects.toThrow("ENOENT");
  await expect(stat(context.staging)).rejects.toThrow("ENOENT");
  await close();
});

test("goes on where a broken transfer stopped", async () => {
  const { context, release, close } = await published((fresh) => {
    fresh.breakOff = true;
  });
  await fromArchive(context);
  expect(release.ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  await close();
});

test("refuses a release that was published again with another checksum, and says how to accept it", async () => {
  const { context, release, close } = await published();
  await fromArchive(context);
  await rm(context.staging, { recursive: true });
  release.content = Buffer.concat([release.content, Buffer.from("changed")]);
  release.stated = sha256(release.content);
  await expect(fromArchive(context)).rejects.toThrow(/recorded when it was first used.*archives\.lock\.json/);
  await close();
});

test("asks a host that cannot be reached only once", async () => {
  const { context, close } = await published();
  await close();
  await expect(fromArchive(context)).rejects.toThrow(/is not reachable: .*ECONNREFUSED/);
  await expect(fromArchive(context)).rejects.toThrow(/asked before in this run/);
});

test("unpacks a zip, the form of Loki's releases", async () => {
  const folder = await temporaryFolder();
  const { base, close } = await serve(releaseOf("loki.zip", zipOf("loki-linux-amd64")));
  const context = contextFor(folder, base, "loki.zip", "loki-linux-amd64");
  await fromArchive(context);
  expect(await readFile(join(context.staging, "tempo"), "utf8")).toBe("#!/bin/sh\n");
  await close();
});
