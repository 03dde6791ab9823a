/** `npm run verify`: proves that what is generated works, with the real engines. Exit code 1 where something does not. */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { loadCatalog } from "../catalog";
import type { Service } from "../declaration/service";
import type { Area } from "../verify/check";
import { areas } from "../verify/check";
import type { Content } from "../verify/content";
import type { Proof } from "../verify/proof";
import { prove } from "../verify/proof";
import { html } from "../verify/report/html";
import { junit } from "../verify/report/junit";
import { panelNotes } from "../verify/report/panel-notes";
import { count, holds, subjects, summary } from "../verify/report/summary";
import { routingProgram } from "../verify/routing/program";
import { routingTable } from "../verify/routing/table";
import { plainTable } from "./stack/units-table";
import { areasOf } from "./verify/areas";
import { contentToProve } from "./verify/content";
import type { ForeignOptions } from "./verify/foreign";
import { foreignReport, printForeign } from "./verify/foreign";
import { writeSloReport } from "./verify/slo-report";

interface Options extends ForeignOptions {
  readonly only?: readonly Area[];
  readonly service?: readonly Service[];
  readonly json?: boolean;
  readonly junit?: string;
  readonly html?: string;
  readonly keep?: string;
  readonly routes?: string;
  readonly sloReport?: string;
}

const catalog = loadCatalog();

function servicesOf(text: string): readonly Service[] {
  return text.split(",").map((id) => {
    const found = catalog.find((service) => service.id === id);
    if (found) return found;
    throw new InvalidArgumentError(
      `"${id}" is not one of ${catalog.map((service) => service.id).join(", ")}.`,
    );
  });
}

function print({ checks, missing, seconds, took }: Proof): void {
  console.log(plainTable(["SERVICE", ...areas.map((area) => area.toUpperCase())], summary(checks)));
  for (const { area, subject, claim, detail } of checks.filter(({ outcome }) => outcome === "failed")) {
    console.log(`\n${pc.red("✗")} ${area}: ${subject}\n  ${claim}: ${detail}`);
  }
  for (const one of missing) console.log(`\n${pc.yellow("skipped")} ${one}`);
  const proven = areas
    .map((area) => ({ area, ...subjects(checks, area) }))
    .filter(({ all }) => all > 0)
    .map(({ area, all, proven }) => `${area} ${proven}/${all}`);
  const { passed, failed, skipped } = count(checks);
  console.log(`\nproven in full: ${proven.join(" · ")}`);
  const each = Object.entries(took).map(([area, after]) => `${area} ${after.toFixed(1)} s`);
  for (const note of panelNotes(checks)) console.log(note);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds.toFixed(1)} s`);
  console.log(`side by side: ${each.join(" · ")}`);
}

/** What is not belfry's own is judged as far as it can be known. */
async function judge(options: Options): Promise<void> {
  const report = await foreignReport(options);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else printForeign(report);
  process.exitCode = report.findings.some(({ verdict }) => verdict === "cannot") ? 1 : 0;
}

async function writeRoutes(content: Content, file: string): Promise<void> {
  const program = await routingProgram();
  if ("missing" in program) throw new Error(program.missing);
  writeFileSync(file, await routingTable(content, program.program));
}

async function main(options: Options): Promise<void> {
  if (options.rules !== undefined || options.dashboards !== undefined) return judge(options);
  if (options.sloReport !== undefined) return writeSloReport(contentToProve(catalog), options.sloReport);
  const content = contentToProve(catalog);
  if (options.routes !== undefined) await writeRoutes(content, options.routes);
  const proof = await prove(content, {
    areas: options.only ?? areas,
    ...(options.service ? { about: options.service } : {}),
    ...(options.keep === undefined ? {} : { keep: options.keep }),
  });
  if (options.junit !== undefined) writeFileSync(options.junit, junit(proof.checks));
  if (options.html !== undefined) writeFileSync(options.html, html(proof, new Date()));
  if (options.json) console.log(JSON.stringify(proof, null, 2));
  else print(proof);
  process.exitCode = holds(proof.checks) ? 0 : 1;
}

new Command("verify")
  .description("Prove that every panel returns data, every alert fires, resolves and stays silent.")
  .option("--only <areas>", `comma-separated: ${areas.join(", ")}`, areasOf)
  .option("--service <ids>", "comma-separated: what is said of these services only", servicesOf)
  .option("--json", "print the report as JSON")
  .option("--junit <file>", "write the report as JUnit's XML")
  .option("--html <file>", "write the report as a page")
  .option("--routes <file>", "write a table there: who is told of each alert at which hours")
  .option("--keep <folder>", "keep case files there, to hand them to promtool again")
  .option("--slo-report <file>", "measure what SLO alerts do in outages instead, and write it as Markdown")
  .option("--rules <folder>", "judge these rules instead: PrometheusRule or rule groups, not belfry's own")
  .option("--dashboards <folder>", "judge these dashboards instead: Grafana's JSON, not belfry's own")
  .option("--metrics <file or url>", "with them: the names of the metrics that there are")
  .option("--alertmanager <file>", "with --rules: the configuration that routes their alerts")
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    console.error(process.env.BELFRY_DEBUG ? error.stack : error.message);
    process.exitCode = 2;
  });
