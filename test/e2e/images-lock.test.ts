import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockImages } from "../../scripts/images/lock-images";
import { askedAt } from "../../scripts/images/registry";
import { wantedImages } from "../../scripts/images/wanted";
import { imageLockSchema } from "../../toolchain/image-lock";
import { type Registry, startRegistry } from "./support/registry";

const repository = join(__dirname, "../..");
const root = mkdtempSync(join(tmpdir(), "belfry-lock-e2e-"));
const lockFile = join(root, "toolchain/images.lock.json");
let registry: Registry;

beforeAll(async () => {
  mkdirSync(join(root, "toolchain"));
  cpSync(join(repository, "toolchain/images.lock.json"), lockFile);
  cpSync(join(repository, "images"), join(root, "images"), { recursive: true });
  registry = await startRegistry(join(root, "registry"));
});
afterAll(() => {
  registry?.process.kill();
  rmSync(root, { recursive: true });
});

/** Sends an image without layers; the text in it makes it another one than all others. */
async function push(path: string, tag: string): Promise<void> {
  const config = JSON.stringify({ comment: `${path}:${tag}` });
  const digest = `sha256:${createHash("sha256").update(config).digest("hex")}`;
  const begun = await fetch(`http://${registry.address}/v2/${path}/blobs/uploads/`, { method: "POST" });
  const location = new URL(begun.headers.get("location") ?? "", `http://${registry.address}`);
  location.searchParams.set("digest", digest);
  expect((await fetch(location, { method: "PUT", body: config })).status).toBe(201);
  const type = "application/vnd.oci.image.manifest.v1+json";
  const configType = "application/vnd.oci.image.config.v1+json";
  const manifest = {
    ...{ schemaVersion: 2, mediaType: type, layers: [] },
    config: { mediaType: configType, digest, size: Buffer.byteLength(config) },
  };
  const url = `http://${registry.address}/v2/${path}/manifests/${tag}`;
  const headers = { "Content-Type": type };
  const put = await fetch(url, { method: "PUT", headers, body: JSON.stringify(manifest) });
  expect(put.status).toBe(201);
}

test("a real registry is asked for every image, and what it says is what is written down", async () => {
  const dockerfiles = ["belfry", "tool"].map((name) =>
    readFileSync(join(root, "images", name, "Dockerfile"), "utf8"),
  );
  const wanted = wantedImages(dockerfiles);
  const [last, ...others] = [...wanted].reverse();
  for (const image of others) await push(askedAt(image, registry.address).path, image.tag);

  const before = readFileSync(lockFile, "utf8");
  const day = "2026-11-21";
  const some = await lockImages({ root, mirror: registry.address, day });
  expect(some.flatMap(({ problem }) => problem ?? [])).toEqual([
    expect.stringContaining(`${registry.address} has no ${last?.repository}:${last?.tag}.`),
  ]);
  expect(readFileSync(lockFile, "utf8")).toBe(before);

  if (last) await push(askedAt(last, registry.address).path, last.tag);
  const all = await lockImages({ root, mirror: registry.address, day });
  const lock = imageLockSchema.parse(JSON.parse(readFileSync(lockFile, "utf8")));
  expect(Object.keys(lock)).toHaveLength(wanted.length);
  for (const { repository: name, tag } of wanted) {
    const { path } = askedAt({ repository: name, tag }, registry.address);
    const url = `http://${registry.address}/v2/${path}/manifests/${tag}`;
    // The digest of a manifest is the checksum of its text.
    const type = { Accept: "application/vnd.oci.image.manifest.v1+json" };
    const text = await (await fetch(url, { headers: type })).text();
    expect(lock[`${name}:${tag}`]).toEqual({
      digest: `sha256:${createHash("sha256").update(text).digest("hex")}`,
      sources: [`${registry.address}, asked on ${day}`],
    });
  }
  expect(new Set(all.map(({ digest }) => digest)).size).toBe(wanted.length);
});
