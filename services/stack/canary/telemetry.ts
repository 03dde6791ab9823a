import type { Emission } from "../../../declaration/emission";
import { count, observe } from "../../../declaration/emission";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "canary" } as const;

/** The ways that telemetry takes: each is tried from the sender to the answer of the server that keeps it. */
export const paths = ["metric", "log", "trace"] as const;
export type Path = (typeof paths)[number];

const path = { path: paths };

export const m = metricsOf(origin, ({ counter, histogram }) => ({
  sent: counter("belfry_canary_sent_total", {
    help: "Numbered records sent to the collector.",
    labels: path,
  }),
  found: counter("belfry_canary_found_total", {
    help: "Numbered records found again where they are kept.",
    labels: path,
  }),
  lost: counter("belfry_canary_lost_total", {
    help: "Numbered records not found within a minute.",
    labels: path,
  }),
  // From the moment of sending; the bounds hold what is promised: metrics 15 s, logs 30 s, traces 1 min.
  lag: histogram("belfry_canary_lag_seconds", {
    help: "How long it took until a record was found.",
    labels: path,
    buckets: [1, 2, 5, 10, 15, 30, 60],
  }),
}));

/** What the canary counts, as emissions, so that its program knows no metric by name. */
export const record = {
  /** At its start: a series that is born with its first loss would hide it. */
  none: (on: Path): readonly Emission[] => [count(m.lost, { path: on }, 0)],
  sent: (on: Path): readonly Emission[] => [count(m.sent, { path: on })],
  found: (on: Path, seconds: number): readonly Emission[] => [
    count(m.found, { path: on }),
    observe(m.lag, { path: on }, seconds),
  ],
  lost: (on: Path): readonly Emission[] => [count(m.lost, { path: on })],
};
