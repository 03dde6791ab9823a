/** `npm run bench [-- --json] [--stack | --proof | --sizing]`: how long generation, the policy pack and production's program take, or a stack, or the proof; or what servers need. */

import { Command } from "commander";
import { Bench } from "tinybench";
import { inboxDestinations } from "../alerts/inbox-destinations";
import { alertmanagerFile } from "../alerts/routing";
import { logRuleFiles, ruleFiles } from "../alerts/rules";
import { runbookFiles } from "../alerts/runbooks";
import { loadCatalog, systemsOf } from "../catalog";
import { dashboardFiles } from "../dashboards/files";
import type { Service } from "../declaration/service";
import { type PackRow, packRows } from "./bench/pack-rows";
import { type ProgramRow, programRows } from "./bench/program-rows";
import type { ProofRow } from "./bench/proof";
import { measureProof } from "./bench/proof";
import { measureSizing, sizingTable } from "./bench/sizing";
import { measureStack, printed } from "./bench/stack";
import { syntheticService } from "./bench/synthetic-service";
import { runScript } from "./stack/command";

const settings = {
  environment: "prod",
  cluster: "prod",
  grafanaUrl: "https://grafana.example.com",
  runbookBase: "https://runbooks.example.com",
};

/** Everything that declarations yield; returns how many characters that is. */
function generate(services: readonly Service[]): number {
  const { destinations } = inboxDestinations({
    systems: systemsOf(services),
    httpUrl: "http://inbox:8025",
    smtpAddress: "inbox:1025",
    fileAt: (name) => `/run/secrets/${name}`,
  });
  const files = [
    ...Object.values(ruleFiles(services, settings)),
    ...Object.values(logRuleFiles(services, settings)),
    ...Object.values(dashboardFiles(services, settings)),
    ...Object.values(runbookFiles(services, settings)),
    alertmanagerFile(services, { content: settings, destinations }),
  ];
  return files.reduce((sum, file) => sum + file.length, 0);
}

interface Row {
  readonly what: string;
  readonly services: number;
  readonly medianMs: number;
  readonly msPerService: number;
  readonly kilobytes: number;
}

async function measure(what: string, services: readonly Service[]): Promise<Row> {
  // Small sizes are run at least thrice: the median holds against a noisy machine. A thousand takes long enough once.
  const iterations = services.length < 500 ? 3 : 1;
  const bench = new Bench({ time: 0, iterations, warmupTime: 0, warmupIterations: iterations - 1 });
  bench.add(what, () => {
    generate(services);
  });
  await bench.run();
  const [task] = bench.tasks;
  const medianMs = median(task?.result?.samples ?? []);
  return {
    what,
    services: services.length,
    medianMs,
    msPerService: medianMs / services.length,
    kilobytes: Math.round(generate(services) / 1024),
  };
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const sizes = [10, 100, 1000];

const proofSizes = [5, 50];

async function benchProof(json: boolean | undefined): Promise<void> {
  const rows: ProofRow[] = [];
  for (const size of proofSizes) rows.push(await measureProof(size));
  if (json) return console.log(JSON.stringify(rows, null, 2));
  console.log(`${"PROOF OF".padEnd(26)}SERVICES     TIME  A SERVICE   CLAIMS  FAILED`);
  for (const { services, seconds, secondsPerService, claims, failed } of rows) {
    const cells = [
      String(services).padStart(8),
      `${seconds.toFixed(1)} s`.padStart(9),
      `${secondsPerService.toFixed(2)} s`.padStart(11),
      String(claims).padStart(9),
      String(failed).padStart(8),
    ];
    console.log(`${services} synthetic services`.padEnd(26) + cells.join(""));
  }
}

interface BenchOptions {
  readonly json?: boolean;
  readonly stack?: boolean;
  readonly proof?: boolean;
  readonly sizing?: boolean;
}

async function main({ json, stack, proof, sizing }: BenchOptions): Promise<void> {
  if (proof) return benchProof(json);
  if (sizing) {
    const all = await measureSizing();
    return console.log(json ? JSON.stringify(all, null, 2) : sizingTable(all));
  }
  if (stack) {
    const measures = await measureStack();
    return console.log(json ? JSON.stringify(measures, null, 2) : printed(measures));
  }
  const rows = [await measure("the catalog", loadCatalog())];
  for (const size of sizes) {
    const services = Array.from({ length: size }, (_, n) => syntheticService(n));
    rows.push(await measure(`${size} synthetic services`, services));
  }
  const packs = await packRows();
  const programs = await programRows();
  if (json) return console.log(JSON.stringify({ generation: rows, policyPack: packs, programs }, null, 2));
  console.log(`${"GENERATION OF".padEnd(26)}SERVICES   MEDIAN  A SERVICE     SIZE`);
  for (const { what, services, medianMs, msPerService, kilobytes } of rows) {
    const cells = [
      String(services).padStart(8),
      `${Math.round(medianMs)} ms`.padStart(9),
      `${msPerService.toFixed(2)} ms`.padStart(11),
      `${kilobytes} KB`.padStart(9),
    ];
    console.log(what.padEnd(26) + cells.join(""));
  }
  tellPacks(packs);
  tellPrograms(programs);
}

function tellPacks(rows: readonly PackRow[]): void {
  console.log(`\n${"POLICY PACK OVER".padEnd(26)}RESOURCES    START   JUDGED`);
  for (const { what, resources, startMs, judgedMs } of rows) {
    const seconds = [startMs, judgedMs].map((ms) => `${(ms / 1000).toFixed(1)} s`.padStart(9));
    console.log(what.padEnd(26) + String(resources).padStart(9) + seconds.join(""));
  }
}

function tellPrograms(rows: readonly ProgramRow[]): void {
  console.log(`\n${"PROGRAM".padEnd(26)}   MEDIAN`);
  for (const { what, medianMs } of rows) {
    console.log(what.padEnd(26) + `${(medianMs / 1000).toFixed(1)} s`.padStart(9));
  }
}

const command = new Command("bench")
  .description("Measure generation, its growth, the policy pack, and production's program.")
  .option("--stack", "bring a stack up instead, and measure times and memory (about six minutes)")
  .option(
    "--sizing",
    "compare predicted with measured sizes of Loki and Tempo instead, at three loads: it takes minutes",
  )
  .option("--json", "print it as JSON")
  .option("--proof", "measure the proof instead, for 5 and for 50 services: it takes minutes")
  .action(main);
runScript(command);
