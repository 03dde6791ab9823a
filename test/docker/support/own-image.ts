import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Content } from "./rootfs";

const repository = join(__dirname, "../../..");
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
/** What only Pulumi's program and the dashboards need: the image holds them, the tests do without. */
const heavy = /^@(pulumi|grafana)\//;

/** Folders of the packages that belfry's own programs need, as the lockfile says. */
function packagesNeeded(): readonly string[] {
  const { packages } = lockfile.parse(
    JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")),
  );
  const found = new Set<string>();
  const visit = (from: string, name: string): void => {
    // Node looks beside the package first, then further and further up.
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
      const path = `${at ? `${at}/` : ""}node_modules/${name}`;
      if (packages[path]) {
        if (found.has(path)) return;
        found.add(path);
        const { dependencies = {}, optionalDependencies = {} } = packages[path];
        for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(path, next);
        return;
      }
      if (at === "") return;
      if (!at.includes("/node_modules/")) at = "";
    }
  };
  const names = Object.keys(packages[""]?.dependencies ?? {}).filter((name) => !heavy.test(name));
  for (const name of names) visit("", name);
  // An optional one is there where it is made for this machine.
  return [...found].filter(
    (path) =>
      existsSync(join(repository, path)) && !/\/node_modules\//.test(path.slice("node_modules/".length)),
  );
}

const sources = [
  "telemetry",
  "queries",
  "declaration",
  "services",
  "simulator",
  "platforms",
  "toolchain",
  "scripts",
];
const singles = ["package.json", "tsconfig.json", "catalog.ts"];

/** Belfry's own image as its Dockerfile makes it, of the Node that runs the tests. */
export function ownContent(): Content {
  const here = (paths: readonly string[]) =>
    Object.fromEntries(paths.map((path) => [`/app/${path}`, join(repository, path)]));
  return {
    files: {
      "/usr/local/bin/node": process.execPath,
      ...here([...sources, ...singles, ...packagesNeeded()]),
    },
    dynamic: ["/usr/local/bin/node"],
  };
}
