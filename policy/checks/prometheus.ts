import { prometheusBytes, spanSeconds } from "../model/duration";
import type { File } from "../model/file";
import { rulesOf } from "../model/rules";
import type { Stack } from "../model/stack";
import { at, items, knownText, notKnown, type Value } from "../model/value";
import { mainContainers, type Workload } from "../model/workload";
import type { Policy } from "../policy";
import { fail, noneOf, notConcerned, pass, unknown } from "../verdict";

const section = "Monitoring";
/** Prometheus' own default. */
const defaultInterval = 60;

function intervalOf({ data }: File): number {
  return spanSeconds(at(data, "global", "scrape_interval")) ?? defaultInterval;
}

function jobs({ data }: File): readonly Value[] {
  return items(at(data, "scrape_configs"));
}

function jobName(job: Value): string {
  return knownText(at(job, "job_name")) ?? "?";
}

export const scrapeIntervalIsShort: Policy<"file"> = {
  name: "scrape-interval-is-short",
  section,
  severity: "high",
  subject: "file",
  ofMonitoring: true,
  description: "Metrics come at least every 15 s.",
  fix: "set scrape_interval: 15s",
  uses: ["scrapeSeconds"],
  check(file, { scrapeSeconds }) {
    if (file.kind !== "prometheus") return notConcerned;
    if (intervalOf(file) > scrapeSeconds) return fail(`scrapes less often than every ${scrapeSeconds} s`);
    const slow = jobs(file).filter((job) => (spanSeconds(at(job, "scrape_interval")) ?? 0) > scrapeSeconds);
    return noneOf(
      slow.map(jobName),
      (names) => `jobs scrape less often than every ${scrapeSeconds} s: ${names}`,
    );
  },
};

export const scrapesAreLimited: Policy<"file"> = {
  name: "scrapes-are-limited",
  section,
  severity: "medium",
  subject: "file",
  ofMonitoring: true,
  description: "A target that suddenly has a million series is refused, not stored.",
  fix: "set sample_limit, in the job or in global",
  check(file) {
    if (file.kind !== "prometheus") return notConcerned;
    const isLimited = (value: Value | undefined) => Number(at(value, "sample_limit") ?? 0) > 0;
    if (isLimited(at(file.data, "global"))) return pass;
    return noneOf(
      jobs(file)
        .filter((job) => !isLimited(job))
        .map(jobName),
      (names) => `jobs without sample_limit: ${names}`,
    );
  },
};

/** Windows of rates over metrics; those over log lines do not depend on scrapes. */
function rateWindows(expression: string): readonly number[] {
  if (/\}\s*(\|=|\|~|!=|!~|\|)|count_over_time\(\s*\{/.test(expression)) return [];
  return [...expression.matchAll(/\b(?:i?rate|increase|delta|deriv)\s*\([^[]*\[(\w+)\]/g)].flatMap(
    ([, window]) => spanSeconds(window) ?? [],
  );
}

export const rateWindowsFitScrapes: Policy<"stack"> = {
  name: "rate-windows-fit-scrapes",
  section,
  severity: "high",
  subject: "stack",
  ofMonitoring: true,
  description:
    "The window of a rate holds at least four scrapes: a shorter one has gaps, and its alert never fires.",
  fix: "widen the window to four times the scrape interval",
  check({ files }: Stack) {
    const rules = files.flatMap(rulesOf);
    if (rules.length === 0) return notConcerned;
    const configs = files.filter(({ kind }) => kind === "prometheus");
    if (configs.length === 0)
      return unknown("the stack shows no configuration of Prometheus, hence no scrape interval");
    const interval = Math.max(...configs.map(intervalOf));
    const narrow = rules.filter(({ expression }) =>
      rateWindows(expression).some((window) => window < 4 * interval),
    );
    return noneOf(
      narrow.map(({ name }) => name),
      (names) => `windows shorter than four scrapes: ${names}`,
    );
  },
};

function isPrometheus(workload: Workload): boolean {
  return mainContainers(workload).some(({ words, image, name }) => {
    const program = typeof words === "object" ? words[0] : undefined;
    const said = [image, program].flatMap((one) => (typeof one === "string" ? one : []));
    return name === "prometheus" || said.some((one) => /(^|\/)prometheus(:|@|$)/.test(one));
  });
}

/** Flags of every Prometheus of the stack, `--name=value`. */
function flagValue({ workloads }: Stack, flag: string): string | undefined {
  const words = workloads
    .filter(isPrometheus)
    .flatMap(mainContainers)
    .flatMap(({ words: all }) => (typeof all === "object" ? all : []));
  const found = words.find((word) => typeof word === "string" && word.startsWith(`--${flag}=`));
  return typeof found === "string" ? found.slice(flag.length + 3) : undefined;
}

function configured({ files }: Stack, ...path: string[]): Value | undefined {
  return files.filter(({ kind }) => kind === "prometheus").flatMap(({ data }) => at(data, ...path) ?? [])[0];
}

function hasPrometheus(stack: Stack): boolean {
  return stack.workloads.some(isPrometheus);
}

export const metricsRetentionIsSet: Policy<"stack"> = {
  name: "metrics-retention-is-set",
  section,
  severity: "high",
  subject: "stack",
  ofMonitoring: true,
  description: "Metrics are kept longer than the longest SLO window.",
  fix: "set storage.tsdb.retention.time: 32d",
  uses: ["metricsDays"],
  check(stack, { metricsDays }) {
    if (!hasPrometheus(stack)) return notConcerned;
    const said =
      configured(stack, "storage", "tsdb", "retention", "time") ??
      flagValue(stack, "storage.tsdb.retention.time");
    if (said === notKnown) return unknown("its retention is not known before the deployment");
    const days = (spanSeconds(said) ?? 0) / 86_400;
    return days >= metricsDays
      ? pass
      : fail(`keeps metrics for less than ${metricsDays} days, or does not say how long`);
  },
};

export const retentionFitsTheDisk: Policy<"stack"> = {
  name: "retention-fits-the-disk",
  section,
  severity: "high",
  subject: "stack",
  ofMonitoring: true,
  description:
    "Prometheus stops before its volume is full: blocks have a size, and WAL and head have room beside them.",
  fix: "set storage.tsdb.retention.size to 85 % of the volume or less",
  uses: ["diskShare"],
  check(stack, { diskShare }) {
    if (!hasPrometheus(stack)) return notConcerned;
    const said =
      configured(stack, "storage", "tsdb", "retention", "size") ??
      flagValue(stack, "storage.tsdb.retention.size");
    if (said === notKnown) return unknown("its retention is not known before the deployment");
    const bytes = prometheusBytes(said);
    if (bytes === undefined) return fail("does not say how much it may keep");
    const volumes = stack.workloads.filter(isPrometheus).flatMap((workload) => workload.volumes);
    const sizes = volumes.flatMap(({ sizeBytes }) => (typeof sizeBytes === "number" ? sizeBytes : []));
    if (sizes.length === 0)
      return unknown("the size of its volume is not known: a folder, or a claim made elsewhere");
    return bytes <= Math.min(...sizes) * diskShare ? pass : fail("may keep more than its volume holds");
  },
};
