import { existsSync, readdirSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { obtainTool } from "../../../toolchain/obtain";
import { binaryOf } from "../../../toolchain/outcome";
import { toolFor } from "../../../toolchain/tools";
import { type Product, products, toolImage } from "../../../toolchain/versions";
import { backupRecipe, belfryImage, builtTool } from "./belfry-images";
import { folders } from "./folders";
import { accounts, type BuiltImage, buildImage, type ImageRecipe, type Layer } from "./image";
import { withLibraries } from "./libraries";

/** Servers that are one program, and where their official image has it: its entrypoint. */
const single = [
  ["prometheus", "prometheus", "bin/prometheus"],
  ["alertmanager", "alertmanager", "bin/alertmanager"],
  ["blackbox-exporter", "blackbox_exporter", "bin/blackbox_exporter"],
  ["node-exporter", "node_exporter", "bin/node_exporter"],
  ["postgres-exporter", "postgres_exporter", "bin/postgres_exporter"],
  ["loki", "loki", "usr/bin/loki"],
  ["tempo", "tempo", "tempo"],
  ["collector", "otelcol", "otelcol-contrib"],
  ["kube-state-metrics", "kube-state-metrics", "kube-state-metrics"],
] as const satisfies readonly (readonly [Product, string, string])[];

/** Programs of the cluster itself, which nobody else's image holds. */
const ofTheCluster = ["pause", "coredns", "local-path-provisioner"];

/** Everything that a stack runs, put together from the servers' own programs. */
export async function stackRecipes(): Promise<readonly ImageRecipe[]> {
  const postgres = await postgresImage();
  const belfry = await belfryImage();
  return [
    ...(await Promise.all(single.map(([product, program, path]) => serverImage(product, program, path)))),
    await packaged("redis", ["redis-server", "redis-cli"]),
    await packaged("redis-exporter", ["prometheus-redis-exporter"]),
    postgres,
    belfry,
    backupRecipe(postgres, belfry),
    oneProgram(toolImage.repository, "belfry-tool", await builtTool()),
  ];
}

/** Everything that a pod of the test cluster runs: the stack, and what the cluster itself needs. */
export async function clusterRecipes(
  addons: Readonly<Record<string, string>>,
): Promise<readonly ImageRecipe[]> {
  const own = ofTheCluster.map((name) => oneProgram(name, name, addons[name] ?? ""));
  return [...(await stackRecipes()), ...own, await shellImage()];
}

/** One after the other: each is a large archive. */
export async function buildImages(recipes: readonly ImageRecipe[]): Promise<readonly BuiltImage[]> {
  await mkdir(folders.images, { recursive: true });
  const built: BuiltImage[] = [];
  for (const recipe of recipes) built.push(await buildImage(recipe));
  return built;
}

function oneProgram(repository: string, path: string, source: string): ImageRecipe {
  return { repository, entrypoint: [`/${path}`], layers: [{ [path]: source, ...accounts }] };
}

async function serverImage(
  product: (typeof single)[number][0],
  program: string,
  path: string,
): Promise<ImageRecipe> {
  const source = binaryOf(await obtainTool(product), program);
  const layer = await withLibraries({ [path]: source, ...accounts }, [source]);
  return { repository: products[product].image.repository, entrypoint: [`/${path}`], layers: [layer] };
}

/** A program from an unpacked Debian package with the libraries beside it, or from PATH. */
async function packaged(
  product: "redis" | "redis-exporter",
  programs: readonly [string, ...string[]],
): Promise<ImageRecipe> {
  const found = await obtainTool(product);
  const unpacked = (program: string) => join(found.folder, "root/usr/bin", program);
  const sources = programs.map((program, index) =>
    existsSync(unpacked(program))
      ? unpacked(program)
      : binaryOf(found, toolFor(product).required[index] ?? program),
  );
  const files = Object.fromEntries(
    programs.map((program, index) => [`usr/bin/${program}`, sources[index] ?? ""]),
  );
  const libraries = libraryFolders(join(found.folder, "root/usr/lib"));
  const layer = await withLibraries({ ...files, ...libraries, ...accounts }, sources);
  return { repository: products[product].image.repository, entrypoint: [programs[0]], layers: [layer] };
}

function libraryFolders(folder: string): Layer {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith("-linux-gnu")) : [];
  return Object.fromEntries(names.map((name) => [`usr/lib/${name}`, join(folder, name)]));
}

/** With a shell, which starts `initdb`. */
async function postgresImage(): Promise<ImageRecipe> {
  // The one of the cache: what a machine has on PATH is spread over it.
  const found = await obtainTool("postgres", { path: "" });
  const home = dirname(dirname(await realpath(binaryOf(found, "postgres"))));
  const programs = ["postgres", "initdb"].map((name) => join(home, "bin", name));
  const files = { "usr/local/pgsql": home, "bin/sh": "/bin/sh", ...accounts };
  return {
    repository: products.postgres.image.repository,
    env: ["PATH=/usr/local/pgsql/bin:/usr/local/bin:/usr/bin:/bin"],
    // As in the official image: it ends without waiting for its clients to leave.
    stopSignal: "SIGINT",
    layers: [await withLibraries(files, [...programs, "/bin/sh"])],
  };
}

/** What makes and removes the folders of volumes. */
async function shellImage(): Promise<ImageRecipe> {
  const names = ["sh", "mkdir", "rm", "sleep"];
  const programs = names.map((name) => `/bin/${name}`);
  const files = Object.fromEntries(programs.map((program) => [program.slice(1), program]));
  return { repository: "shell", layers: [await withLibraries({ ...files, ...accounts }, programs)] };
}
