import { existsSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { checkCatalog } from "./declaration/define-service";
import type { Problem } from "./declaration/problem";
import { DeclarationError } from "./declaration/problem";
import type { Service } from "./declaration/service";

interface Found {
  readonly services: readonly Service[];
  readonly problems: readonly Problem[];
}

function isService(value: unknown): value is Service {
  return typeof value === "object" && value !== null && "id" in value && "behaviour" in value;
}

function declarationFiles(folder: string): readonly string[] {
  return (
    readdirSync(folder)
      // An image holds the sources and, beside them, what they were translated to.
      .filter((name) => extname(name) === extname(__filename))
      .sort()
      .map((name) => join(folder, name))
  );
}

/** What went wrong while a file was loaded, with the file's name before each place. */
function loadProblems(file: string, error: unknown): readonly Problem[] {
  if (error instanceof DeclarationError) {
    return error.problems.map((problem) => ({ ...problem, place: `${file}: ${problem.place}` }));
  }
  const problem = error instanceof Error ? error.message : String(error);
  return [{ place: file, problem, fix: "mend the file; `npx tsc --noEmit` may say more" }];
}

function load(folder: string, path: string): Found {
  const file = join(basename(folder), path.slice(folder.length + 1));
  try {
    const exported: object = require(path);
    const services = Object.values(exported).filter(isService);
    if (services.length > 0) return { services, problems: [] };
  } catch (error) {
    return { services: [], problems: loadProblems(file, error) };
  }
  const fix =
    "write `export const api = defineService({ … })`, or move what services share into a folder below";
  return { services: [], problems: [{ place: file, problem: "exports no service", fix }] };
}

/**
 * Every service that is declared in a file of `folder` or of the folders `stack` and `cluster` in it, by id. A new service is one new
 * file: nothing lists them. Deeper folders hold parts that a declaration imports.
 * @default the folder services/ of this repository
 */
export function loadCatalog(folder = join(__dirname, "services")): readonly Service[] {
  const parts = ["stack", "cluster"].map((part) => join(folder, part)).filter((part) => existsSync(part));
  const paths = [folder, ...parts].flatMap(declarationFiles);
  const found = paths.map((path) => load(folder, path));
  const problems = found.flatMap((file) => file.problems);
  if (problems.length > 0) throw new DeclarationError(problems);
  const services = found.flatMap((file) => file.services);
  return checkCatalog(services.sort((a, b) => (a.id < b.id ? -1 : 1)));
}

/** The systems of the services, each once. */
export function systemsOf(services: readonly Service[]): readonly string[] {
  return [...new Set(services.map(({ origin }) => origin.system))];
}

/** Servers whose program is part of this repository, so that they can always be had. */
const own: readonly string[] = ["backup", "canary", "readiness"];

/** Without belfry's own servers that cannot be had here: what does not run is not missed. */
export function offered(
  services: readonly Service[],
  offers: (product: string) => boolean,
): readonly Service[] {
  return services.filter(
    ({ stack, origin }) => !stack || offers(own.includes(origin.service) ? "belfry" : origin.service),
  );
}
