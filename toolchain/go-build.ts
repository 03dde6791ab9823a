/** Builds Go programs from the module proxy, in wrapper modules whose go.sum is the pin. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { goModule } from "./go-module";
import { goModulesFolder } from "./locations";
import { run } from "./run";
import type { GoRecipe } from "./tool";
import type { Way, WayContext } from "./way";

const reportEveryMs = 10_000;

/** Small and reproducible: no paths of this machine, no debug information, no C compiler. */
const buildFlags = ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];

export const fromGo: Way = async (context) => {
  const recipe = context.tool.go;
  if (recipe === undefined) throw new Error("it is not built from Go modules");
  const goVersion = await run("go", ["env", "GOVERSION"]).catch(() => undefined);
  if (goVersion === undefined) throw new Error("there is no go on PATH");
  context.onProgress(
    `building with ${goVersion.stdout.trim()}; the first build of a large server takes minutes`,
  );
  const folder = recipe.addEmptyFiles
    ? await patchedModule(recipe, context)
    : join(goModulesFolder, recipe.module);
  await mkdir(context.staging, { recursive: true });
  for (const [program, source] of Object.entries(recipe.programs)) {
    await build(folder, program, source, recipe, context);
  }
  return recipe.version;
};

async function build(
  folder: string,
  program: string,
  source: string,
  { variables, tags = [] }: GoRecipe,
  { staging, onProgress, signal }: WayContext,
): Promise<void> {
  const assignments = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const linker = `-ldflags=${["-s", "-w", ...assignments].join(" ")}`;
  const started = Date.now();
  const counts = { downloaded: 0, compiled: 0 };
  const report = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    onProgress(`${program}: compiled ${counts.compiled}, fetched ${counts.downloaded}, ${seconds} s`);
  };
  const timer = setInterval(report, reportEveryMs);
  try {
    // -v names each package that is compiled; packages from Go's own build cache are not named, nor built again.
    const flags = [...buildFlags, ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []), linker];
    await run("go", ["build", "-v", ...flags, "-o", join(staging, program), source], {
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: "0" },
      signal,
      onLine: (line) => {
        if (line.startsWith("go: downloading")) counts.downloaded++;
        else counts.compiled++;
      },
    });
    report();
  } finally {
    clearInterval(timer);
  }
}

/** A wrapper module beside a copy of the module that got the files it embeds but does not ship. */
async function patchedModule(recipe: GoRecipe, { product, cache, signal }: WayContext): Promise<string> {
  const { to = "", files = [] } = recipe.addEmptyFiles ?? {};
  const wrapper = join(goModulesFolder, recipe.module);
  const original = await goModule(wrapper, to, signal);

  const folder = join(cache.folder, "build", product);
  const copy = join(folder, "module");
  await rm(folder, { recursive: true, force: true });
  await copyWritable(original, copy);
  for (const file of files) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), "");
  }
  for (const file of ["go.mod", "go.sum"]) await cp(join(wrapper, file), join(folder, file));
  await run("go", ["mod", "edit", `-replace=${to}=./module`], { cwd: folder, signal });
  return folder;
}

/** Go's module cache is read-only, folders included, and a plain copy of it could not be filled. */
async function copyWritable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isDirectory()) await copyWritable(join(from, entry.name), join(to, entry.name));
    else if (entry.isFile()) await writeFile(join(to, entry.name), await readFile(join(from, entry.name)));
  }
}
