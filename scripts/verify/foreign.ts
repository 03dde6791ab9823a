import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { engine } from "../../verify/engines";
import { queriesOf } from "../../verify/foreign/dashboard-files";
import type { Documents } from "../../verify/foreign/documents";
import { readDocuments, readEach } from "../../verify/foreign/documents";
import type { Finding } from "../../verify/foreign/finding";
import { judgeForeign } from "../../verify/foreign/judge";
import { metricNames } from "../../verify/foreign/known-series";
import { alertmanagerConfig, judgeRoutes } from "../../verify/foreign/routes";
import type { ForeignRule } from "../../verify/foreign/rule-files";
import { rulesOf } from "../../verify/foreign/rule-files";
import { routingProgram } from "../../verify/routing/program";
import { plainTable } from "../stack/units-table";

export interface ForeignOptions {
  readonly rules?: string;
  readonly dashboards?: string;
  /** A file of names, or the address of a Prometheus. */
  readonly metrics?: string;
  readonly alertmanager?: string;
}

export interface ForeignReport {
  readonly findings: readonly Finding[];
  /** What could not be read or judged. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

const nothing: Documents = { documents: [], problems: [] };

function read(option: string, path: string | undefined): Documents {
  if (path === undefined) return nothing;
  if (existsSync(path)) return readDocuments(path);
  throw new Error(`${option} ${path}: there is no such file or folder. Fix: name one that is there.`);
}

async function routesOf(rules: readonly ForeignRule[], path: string | undefined) {
  if (path === undefined) return { findings: [], problems: [] };
  if (!existsSync(path)) throw new Error(`--alertmanager ${path}: there is no such file. Fix: name one.`);
  const program = await routingProgram();
  if ("missing" in program) return { findings: [], problems: [`routes are not judged: ${program.missing}`] };
  const config = alertmanagerConfig(readFileSync(path, "utf8"));
  return { findings: await judgeRoutes(rules, config, program.program), problems: [] };
}

/** Reads rules and dashboards that are not belfry's own, and judges them. */
export async function foreignReport(options: ForeignOptions): Promise<ForeignReport> {
  const began = Date.now();
  const ruleFiles = readEach(read("--rules", options.rules), rulesOf);
  const dashboardFiles = readEach(read("--dashboards", options.dashboards), queriesOf);
  const [rules, queries] = [ruleFiles.all, dashboardFiles.all];
  const unread = [...ruleFiles.problems, ...dashboardFiles.problems];
  if (rules.length + queries.length === 0) {
    const named = [options.rules, options.dashboards].filter((path) => path !== undefined).join(" and ");
    const lines = [`There is no rule and no panel in ${named}. Fix: name other folders.`, ...unread];
    throw new Error(lines.join("\n  not read: "));
  }
  const [promtool, prometheus] = await Promise.all([
    engine("prometheus", "promtool"),
    engine("prometheus", "prometheus"),
  ]);
  if ("missing" in promtool) throw new Error(promtool.missing);
  if ("missing" in prometheus) throw new Error(prometheus.missing);
  const recordings = rules.filter(({ kind }) => kind === "recording").map(({ name }) => name);
  const known = {
    recorded: options.rules === undefined ? undefined : new Set(recordings),
    metrics: options.metrics === undefined ? undefined : await metricNames(options.metrics),
  };
  const folder = await mkdtemp(join(tmpdir(), "belfry-foreign-"));
  try {
    const programs = { promtool: promtool.program, prometheus: prometheus.program, folder };
    const findings = await judgeForeign({ rules, queries, known }, programs);
    const routes = await routesOf(rules, options.alertmanager);
    return {
      findings: [...findings, ...routes.findings],
      problems: [...unread, ...routes.problems],
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Several queries of a panel may have the same trouble: it is told once. */
function toldOnce(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

/** Prints how many work, and each that does not or of which nothing is known. */
export function printForeign({ findings, problems, seconds }: ForeignReport): void {
  const having = (kind: Finding["kind"], verdict: Finding["verdict"]) =>
    String(findings.filter((one) => one.kind === kind && one.verdict === verdict).length);
  const kinds = (["alert", "recording", "panel", "route"] as const).filter((kind) =>
    findings.some((one) => one.kind === kind),
  );
  const rows = kinds.map((kind) => [
    kind,
    having(kind, "works"),
    having(kind, "cannot"),
    having(kind, "unknown"),
  ]);
  console.log(plainTable(["KIND", "WORKS", "CANNOT", "UNKNOWN"], rows));
  for (const verdict of ["cannot", "unknown"] as const) {
    const mark = verdict === "cannot" ? pc.red("✗ cannot") : pc.yellow("? unknown");
    for (const one of toldOnce(findings.filter((finding) => finding.verdict === verdict))) {
      console.log(`\n${mark} ${one.kind} ${one.subject}\n  ${one.file}: ${one.why}`);
    }
  }
  for (const problem of problems) console.log(`\n${pc.yellow("not read")} ${problem}`);
  console.log(`\n${findings.length} judged in ${seconds.toFixed(1)} s`);
}
