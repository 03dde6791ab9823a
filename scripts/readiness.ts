/** `npm run readiness -- --stack prod | --manifests DIR`: what is ready for production, what is not, and what shows it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { isChecklistSystem } from "../policy/checklist";
import type { System } from "../policy/checklist/line";
import { assess, isRefused } from "../policy/report/assess";
import { html } from "../policy/report/html";
import { junit } from "../policy/report/junit";
import { markdown } from "../policy/report/markdown";
import type { Report } from "../policy/report/report";
import { sarif } from "../policy/report/sarif";
import { judgedManifests, judgedStack } from "./readiness/judged";
import { runScript } from "./stack/command";

const formats = {
  markdown,
  html,
  sarif,
  junit,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
} as const;

interface ReadinessOptions {
  readonly stack?: string;
  readonly manifests?: string;
  readonly system: readonly string[];
  readonly evidence?: string;
  readonly prometheus?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly policies?: string;
  readonly own?: boolean;
  readonly json?: true;
  readonly html?: true;
  readonly sarif?: true;
  readonly junit?: true;
  readonly out?: string;
}

/** `belfry:images={"unlocked":"allow"}`: a key and its value, as text or JSON. */
function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("expected key=value.");
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function systemsOf(names: readonly string[]): readonly System[] {
  return names.map((name) => {
    if (!isChecklistSystem(name))
      throw new Error(
        `There is no checklist of "${name}". Fix: see policy/checklist/line.ts for the systems.`,
      );
    return name;
  });
}

async function reportOf({
  stack,
  manifests,
  system,
  evidence,
  prometheus,
  config,
  policies,
  own = false,
}: ReadinessOptions): Promise<Report> {
  const files = {
    isOwn: own || (manifests === undefined && policies === undefined),
    ...(evidence === undefined ? {} : { evidence: resolve(evidence) }),
    ...(prometheus === undefined ? {} : { prometheus: prometheus.replace(/\/+$/, "") }),
    ...(policies === undefined ? {} : { policies: resolve(policies) }),
  };
  const of = systemsOf(system);
  if (manifests !== undefined) {
    const whose = of.length === 1 ? of[0] : undefined;
    return assess(judgedManifests(manifests, files, whose), of);
  }
  if (stack === undefined)
    throw new Error("Nothing to judge. Fix: name a stack (--stack prod) or a folder (--manifests DIR).");
  return assess(await judgedStack(stack, config, files), ...(of.length > 0 ? [of] : []));
}

async function readiness(options: ReadinessOptions): Promise<void> {
  const report = await reportOf(options);
  const [format = "markdown"] = (["json", "html", "sarif", "junit"] as const).filter((one) => options[one]);
  const text = formats[format](report);
  if (options.out === undefined) process.stdout.write(text);
  else {
    mkdirSync(dirname(resolve(options.out)), { recursive: true });
    writeFileSync(options.out, text);
  }
  process.exitCode = isRefused(report) ? 1 : 0;
}

const command = new Command("readiness")
  .description(
    "Tell what is ready for production, what is not, and what shows it. Exit code 1: a policy fails.",
  )
  .addOption(
    new Option("-s, --stack <name>", "judge a stack of this clone, in Pulumi's engine").conflicts(
      "manifests",
    ),
  )
  .option("--manifests <folder>", "judge plain YAML")
  .option("--own", "the manifests are belfry's own (npm run render): its exemptions hold")
  .option(
    "--system <names...>",
    "the systems whose checklists to ask (default: all; none with --manifests); one alone is whose the manifests are",
    [],
  )
  .option("--evidence <file>", "JSON list of what probes, drills and people have found out")
  .option("--prometheus <url>", "the running stack's Prometheus: what it shows of the checklist is evidence")
  .option("--policies <file>", "configuration of the pack (default: policy/production-checklist.yaml)")
  .option("-c, --config <key=value>", "a setting in place of the stack's (repeatable)", setting, {})
  .addOption(new Option("--json").conflicts(["html", "sarif", "junit"]))
  .addOption(new Option("--html").conflicts(["json", "sarif", "junit"]))
  .addOption(new Option("--sarif").conflicts(["json", "html", "junit"]))
  .addOption(new Option("--junit").conflicts(["json", "html", "sarif"]))
  .option("-o, --out <file>", "write to a file (default: standard output)")
  .action(readiness);
runScript(command);
