import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../../../toolchain/run";
import { folders } from "./folders";

/** Where each file or folder of a layer comes from, by its path in the image. */
export type Layer = Readonly<Record<string, string>>;

/** So that a program may ask who it is. */
export const accounts: Layer = { "etc/passwd": join(__dirname, "files/passwd") };

/** An image to put together without a container engine. */
export interface ImageRecipe {
  /** Without a registry, as in `prom/prometheus`. */
  readonly repository: string;
  readonly entrypoint?: readonly string[];
  readonly env?: readonly string[];
  readonly workingFolder?: string;
  /** How it is asked to end; the runtime's SIGTERM where it says nothing. */
  readonly stopSignal?: "SIGINT";
  readonly layers: readonly Layer[];
}

export interface BuiltImage {
  readonly repository: string;
  /** Digest of its manifest, by which it is asked for. */
  readonly digest: string;
}

export const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
} as const;

const usualPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** File of a blob, by its digest. */
export function blobFile(digest: string): string {
  return join(folders.images, digest.replace(":", "-"));
}

/** Puts the image together; layers of the same files are taken from the last run. */
export async function buildImage(recipe: ImageRecipe): Promise<BuiltImage> {
  const { repository, entrypoint, env = [], workingFolder = "/", stopSignal } = recipe;
  const layers: Blob[] = [];
  for (const layer of recipe.layers) layers.push(await layerBlob(layer));
  const config = await textBlob({
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: {
      // A second PATH would be another program's guess which one counts.
      Env: env.some((one) => one.startsWith("PATH=")) ? env : [usualPath, ...env],
      WorkingDir: workingFolder,
      ...(entrypoint ? { Entrypoint: entrypoint } : {}),
      ...(stopSignal ? { StopSignal: stopSignal } : {}),
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  });
  const manifest = await textBlob({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, ...config },
    layers: layers.map((blob) => ({ mediaType: mediaTypes.layer, ...blob })),
  });
  return { repository, digest: manifest.digest };
}

async function textBlob(value: unknown): Promise<Blob> {
  const text = JSON.stringify(value);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  await writeFile(blobFile(digest), text);
  return { digest, size: Buffer.byteLength(text) };
}

/** The layer as an archive, everything owned by root; made once for the same files, by their sizes and dates. */
async function layerBlob(layer: Layer): Promise<Blob> {
  const key = createHash("sha256")
    .update(JSON.stringify(await fingerprints(layer)))
    .digest("hex");
  const note = join(folders.images, `layer-${key}.json`);
  if (existsSync(note)) return JSON.parse(await readFile(note, "utf8"));
  const staging = await mkdtemp(join(folders.images, "staging-"));
  try {
    const root = join(staging, "root");
    for (const [path, source] of Object.entries(layer)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(source, join(root, path));
    }
    const archive = join(staging, "layer.tar");
    const plain = [
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "--mtime=@0",
      "--sort=name",
      "--mode=u+w,go-w,a+rX",
    ];
    const unread = ["--exclude=*.d.ts", "--exclude=*.d.mts", "--exclude=*.map"];
    await run("tar", [
      "--create",
      "--dereference",
      ...plain,
      ...unread,
      `--file=${archive}`,
      "-C",
      root,
      ".",
    ]);
    const hash = createHash("sha256");
    await pipeline(createReadStream(archive), hash);
    const blob = { digest: `sha256:${hash.digest("hex")}`, size: (await stat(archive)).size };
    await rename(archive, blobFile(blob.digest));
    await writeFile(note, JSON.stringify(blob));
    return blob;
  } finally {
    await rm(staging, { recursive: true });
  }
}

async function fingerprints(layer: Layer): Promise<readonly (readonly (string | number)[])[]> {
  return await Promise.all(
    Object.entries(layer).map(async ([path, source]) => {
      const { size, mtimeMs } = await stat(source);
      return [path, source, size, mtimeMs] as const;
    }),
  );
}
