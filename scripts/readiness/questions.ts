import type { Service } from "../../declaration/service";
import { quantile } from "../../queries/histogram";
import { increase, overTime, ratio, value } from "../../queries/promql";
import type { PromQuery } from "../../queries/series";
import { m as alertmanager } from "../../services/stack/alertmanager/telemetry";
import { metrics as backup } from "../../services/stack/backup/telemetry";
import { m as canary } from "../../services/stack/canary/telemetry";
import { metrics as readiness } from "../../services/stack/readiness/telemetry";
import { checksOf } from "../../simulator/readiness/checks";
import { untriedLimits } from "../../simulator/readiness/rate-limit";
import { watched } from "../../telemetry/target";

/** Something that the running Prometheus knows and that decides a line of the checklist. */
export interface Question {
  readonly line: string;
  /** Whose line it is; undefined: it is about the monitoring, hence for every system. */
  readonly system?: string;
  /** @default "probed" */
  readonly kind?: "drilled";
  /** One number; no answer says nothing. */
  readonly query: PromQuery;
  /** When it was found out, in Unix time. @default now */
  readonly at?: PromQuery;
  readonly by: string;
  /** What of the line nobody tries: then a good answer does not prove it. */
  readonly untried?: string;
  passes(value: number): boolean;
  /** What was seen, for a reader. */
  seen(value: number): string;
}

/** What the checklist promises of lines and traces, in seconds. */
const promised = { log: 30, trace: 60 } as const;
const wholeMonth = "30d";
/** Fewer samples than nine tenths of a month's, one every 15 s, are no month. */
const monthOfSamples = Math.floor((0.9 * 30 * 86_400) / 15);

const isTrue = (value: number) => value === 1;

/** What the prober may have tried of a service; which of it, is known by where it reaches the service. */
function fromProber(service: Service): readonly Question[] {
  const { id, origin } = service;
  const { system } = origin;
  const left = untriedLimits(service).join(", ");
  return checksOf({ service, url: "https://anywhere.invalid", isPublic: true }).map(
    ({ line, check }): Question => ({
      ...{ line, system, by: "belfry's prober", passes: isTrue },
      ...(line === "security.rate-limiting" && left !== "" ? { untried: left } : {}),
      query: value(readiness.passed.where({ of: id, line, check })).min(),
      at: value(readiness.checked.where({ of: id, line, check })).min(),
      seen: (passed) => `${id}, ${check}, was tried and ${passed === 1 ? "held" : "did not hold"}`,
    }),
  );
}

function ofService({ id, origin, health, delivery, slos = [] }: Service): readonly Question[] {
  const { up, probeSuccess } = watched(origin);
  const { system } = origin;
  const whole = probeSuccess.where({ check: "all" });
  const questions: (Question | false)[] = [
    delivery.by === "scrape" && {
      ...{ line: "monitoring.metrics-arrive", system, by: "Prometheus", passes: isTrue },
      query: value(up).min(),
      seen: (scraped) => (scraped === 1 ? `${id} is scraped` : `the last scrape of ${id} failed`),
    },
    (health?.length ?? 0) > 0 && {
      ...{ line: "infrastructure.health-checks", system, by: "the blackbox exporter", passes: isTrue },
      query: value(whole).min(),
      seen: (well) =>
        well === 1 ? `all endpoints of ${id} answer as declared` : `an endpoint of ${id} does not`,
    },
  ];
  const uptimes = slos
    .filter(({ kind }) => kind === "uptime")
    .map(
      ({ objective }): Question => ({
        ...{ line: "monitoring.uptime", system, by: "the blackbox exporter" },
        // A month of which most is missing is none: nothing is asked of it.
        query: overTime("avg", whole, wholeMonth)
          .min()
          .and(overTime("count", whole, wholeMonth).min().atLeast(monthOfSamples)),
        passes: (share) => share >= objective,
        seen: (share) => `${id} was there ${(share * 100).toFixed(3)} % of the last 30 days`,
      }),
    );
  return [...questions.filter((one) => one !== false), ...uptimes];
}

function found(line: string, path: "log" | "trace"): Question {
  return {
    ...{ line, by: "the canary" },
    query: quantile(0.95, canary.lag.where({ path }), "1h"),
    passes: (seconds) => seconds <= promised[path],
    seen: (seconds) =>
      `19 of 20 ${path === "log" ? "lines" : "traces"} were found within ${seconds.toFixed(1)} s in the last hour`,
  };
}

/** Alertmanager counts what the far end has refused; where nothing was sent there is no answer. */
function webhookOf(system: string): Question {
  const ours = { integration: "webhook", receiver_name: { matches: `${system}/.*` } } as const;
  const sum = (metric: typeof alertmanager.notifications | typeof alertmanager.failed) =>
    increase(metric.where(ours), wholeMonth).sum();
  return {
    ...{ line: "monitoring.webhook-tested", system, by: "Alertmanager" },
    query: ratio(sum(alertmanager.failed), sum(alertmanager.notifications)),
    passes: (lost) => lost < 1,
    seen: (lost) =>
      `the webhook has acknowledged ${((1 - lost) * 100).toFixed(1)} % of its messages of the last 30 days`,
  };
}

/** Of belfry's own databases: what the systems do with theirs is theirs to show. */
const drill: Question = {
  ...{ line: "backup.disaster-recovery", system: "belfry", kind: "drilled", by: "the restore drill" },
  query: value(backup.time).max(),
  at: value(backup.restored).min(),
  // It is told only when the copy was read.
  passes: () => true,
  seen: (seconds) => `the last backups were restored and read within ${seconds.toFixed(0)} s`,
};

/** Everything that a running stack can tell of the checklist. */
export function questionsFor(services: readonly Service[]): readonly Question[] {
  const own = services.filter(({ stack }) => !stack);
  return [
    ...own.flatMap(fromProber),
    ...own.flatMap(ofService),
    ...[...new Set(own.map(({ origin }) => origin.system))].map(webhookOf),
    found("monitoring.logs-searchable", "log"),
    found("monitoring.traces-arrive", "trace"),
    drill,
  ];
}
