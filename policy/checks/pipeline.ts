import { spanSeconds } from "../model/duration";
import type { File } from "../model/file";
import { at, entries, items, knownText, notKnown } from "../model/value";
import type { Policy } from "../policy";
import { allOf, fail, noneOf, notConcerned, pass, unknown, type Verdict } from "../verdict";

const section = "Monitoring";

export const logRetentionIsSet: Policy<"file"> = {
  name: "log-retention-is-set",
  section,
  severity: "high",
  subject: "file",
  ofMonitoring: true,
  description:
    "Loki deletes what is older than agreed: without, the disk fills and personal data stays for ever.",
  fix: "set limits_config.retention_period and compactor.retention_enabled: true",
  check({ kind, data }) {
    if (kind !== "loki") return notConcerned;
    const period = spanSeconds(at(data, "limits_config", "retention_period")) ?? 0;
    return allOf(
      period > 0 ? pass : fail("does not say how long it keeps logs"),
      at(data, "compactor", "retention_enabled") === true ? pass : fail("its compactor does not delete"),
    );
  },
};

export const logRatesAreLimited: Policy<"file"> = {
  name: "log-rates-are-limited",
  section,
  severity: "medium",
  subject: "file",
  ofMonitoring: true,
  description: "One service that writes without end does not take the disk and the others' lines.",
  fix: "set limits_config.ingestion_rate_mb and per_stream_rate_limit",
  check({ kind, data }) {
    if (kind !== "loki") return notConcerned;
    const isSaid = at(data, "limits_config", "ingestion_rate_mb") !== undefined;
    return isSaid ? pass : fail("does not say how much it takes in");
  },
};

export const traceRetentionIsSet: Policy<"file"> = {
  name: "trace-retention-is-set",
  section,
  severity: "medium",
  subject: "file",
  ofMonitoring: true,
  description: "Tempo deletes what is older than agreed.",
  fix: "set overrides.defaults.compaction.block_retention (Tempo 2: compactor.compaction.block_retention)",
  check({ kind, data }) {
    if (kind !== "tempo") return notConcerned;
    const said =
      at(data, "overrides", "defaults", "compaction", "block_retention") ??
      at(data, "compactor", "compaction", "block_retention");
    return (spanSeconds(said) ?? 0) > 0 ? pass : fail("does not say how long it keeps traces");
  },
};

/** Pipelines of a signal that senders feed, and that have no redacting processor. */
function unredacted({ kind, data }: File, signal: "logs" | "traces"): Verdict | readonly Verdict[] {
  if (kind !== "collector") return notConcerned;
  const pipelines = at(data, "service", "pipelines");
  if (pipelines === notKnown) return unknown("its pipelines are not known before the deployment");
  const own = entries(pipelines).filter(([name]) => name === signal || name.startsWith(`${signal}/`));
  if (own.length === 0) return notConcerned;
  const open = own.filter(([, pipeline]) => {
    const processors = items(at(pipeline, "processors")).map((one) => knownText(one) ?? "");
    return !processors.some((name) => /redact/.test(name));
  });
  return noneOf(
    open.map(([name]) => name),
    (names) => `pipelines that redact nothing: ${names}`,
  );
}

export const logsAreRedacted: Policy<"file"> = {
  name: "logs-are-redacted",
  section: "Security",
  severity: "critical",
  subject: "file",
  ofMonitoring: true,
  description: "Tokens, passwords, cards and addresses are masked before logs are stored.",
  fix: "put a redaction processor into every pipeline of logs",
  check: (file) => unredacted(file, "logs"),
};

export const tracesAreRedacted: Policy<"file"> = {
  name: "traces-are-redacted",
  section: "Security",
  severity: "high",
  subject: "file",
  ofMonitoring: true,
  description: "Tokens, passwords, cards and addresses are masked before traces are stored.",
  fix: "put a redaction processor into every pipeline of traces",
  check: (file) => unredacted(file, "traces"),
};

export const dashboardsShowSomething: Policy<"file"> = {
  name: "dashboards-show-something",
  section,
  severity: "medium",
  subject: "file",
  ofMonitoring: true,
  description: "A dashboard has a uid, so that links to it stay, and panels that ask something.",
  fix: "give it a uid, and queries to its panels",
  check({ kind, data }) {
    if (kind !== "dashboard") return notConcerned;
    const rows = items(at(data, "panels"));
    const panels = [...rows, ...rows.flatMap((row) => items(at(row, "panels")))];
    const asks = panels.some((panel) => items(at(panel, "targets")).length > 0);
    return allOf(
      knownText(at(data, "uid")) ? pass : fail("has no uid"),
      asks ? pass : fail("asks nothing: no panel has a query"),
    );
  },
};
