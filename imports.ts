import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { importedRules } from "./alerts/imported-rules";
import type { RuleFiles } from "./alerts/rules";
import type { Config } from "./config";
import { importedDashboard } from "./dashboards/imported-dashboard";
import { DeclarationError, type Problem } from "./declaration/problem";
import type { Service } from "./declaration/service";

/** Rules and dashboards that a team already has, as the servers read them. */
export interface Imported {
  readonly rules: RuleFiles;
  readonly dashboards: Readonly<Record<string, string>>;
}

/** Takes along the rules (YAML) and dashboards (JSON) of the folders; refuses all of them for what is wrong with any. */
export function importedContent(
  imports: Config["imports"],
  services: readonly Service[],
  base = __dirname,
): Imported {
  const problems: Problem[] = [];
  const all = imports.flatMap(({ folder, service: id }) => {
    const service = services.find((one) => one.id === id);
    if (service) return ofFolder(folder, resolve(base, folder), service, problems);
    const known = services.filter(({ stack }) => !stack).map((one) => one.id);
    const problem = `${id} is no declared service`;
    problems.push({ place: `belfry:imports, ${folder}`, problem, fix: `use one of ${known.join(", ")}` });
    return [];
  });
  const boards = all.filter((one) => one.uid !== undefined);
  problems.push(...twins(boards));
  if (problems.length > 0) throw new DeclarationError(problems);
  const rules = all.filter((one) => one.uid === undefined);
  const byName = (some: readonly Taken[]) => Object.fromEntries(some.map(({ name, text }) => [name, text]));
  return { rules: byName(rules), dashboards: byName(boards) };
}

/** A file that was taken along; dashboards have a uid. */
interface Taken {
  readonly place: string;
  readonly name: string;
  readonly text: string;
  readonly uid?: string;
}

function ofFolder(folder: string, path: string, service: Service, problems: Problem[]): readonly Taken[] {
  const { system, service: name } = service.origin;
  return filesIn(path, problems).flatMap((file) => {
    const text = readFileSync(join(path, file), "utf8");
    const place = join(folder, file);
    const isBoard = extname(file) === ".json";
    const made = (isBoard ? importedDashboard : importedRules)({ file: place, text }, service);
    if ("problems" in made) {
      problems.push(...made.problems);
      return [];
    }
    const words = file.slice(0, -extname(file).length).replace(/[^a-zA-Z0-9]+/g, "-");
    const own = `${name}-imported-${words}`;
    return [{ place, ...made, name: isBoard ? `${system}/${own}.json` : `${system}.${own}.yaml` }];
  });
}

function filesIn(folder: string, problems: Problem[]): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    const problem = `cannot be read: ${error instanceof Error ? error.message : error}`;
    problems.push({ place: `belfry:imports, ${folder}`, problem, fix: "name a folder that is there" });
    return [];
  }
}

/** Grafana shows but one of two dashboards with the same uid. */
function twins(boards: readonly Taken[]): readonly Problem[] {
  const first = new Map<string | undefined, string>();
  return boards.flatMap(({ uid, place }) => {
    const other = first.get(uid);
    first.set(uid, other ?? place);
    if (other === undefined) return [];
    return [{ place, problem: `has the uid ${uid} of ${other}`, fix: "give one of them another" }];
  });
}
