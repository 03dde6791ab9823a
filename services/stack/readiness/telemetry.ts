import type { Emission } from "../../../declaration/emission";
import { count, set } from "../../../declaration/emission";
import { probedLines, type Tried } from "../../../declaration/probed-line";
import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "belfry", service: "readiness" } as const;

const subject = {
  // The services of a catalog, each in one or two respects.
  of: upTo(30, "ragbase/ragbase-backend"),
  line: probedLines,
  check: upTo(5, "foreign origin"),
};

export const metrics = metricsOf(origin, ({ counter, gauge }) => ({
  passed: gauge("belfry_readiness_passed", {
    help: "Whether a line of the checklist held when it was last tried from outside.",
    unit: "boolean",
    labels: subject,
    // A service has about four such lines, each in one respect.
    atMost: 240,
  }),
  checked: gauge("belfry_readiness_checked_timestamp_seconds", {
    help: "When it was last tried, in Unix time.",
    unit: "timestamp",
    labels: subject,
    atMost: 240,
  }),
  tried: counter("belfry_readiness_checks_total", {
    help: "Checks by outcome; one without an answer says nothing.",
    labels: { outcome: ["passed", "failed", "unanswered"] },
  }),
}));

/** What the prober counts, as emissions, so that its program knows no metric by name. */
export const record = {
  judged: (what: Tried, passed: boolean, seconds: number): readonly Emission[] => [
    set(metrics.passed, { ...what }, passed ? 1 : 0),
    set(metrics.checked, { ...what }, seconds),
    count(metrics.tried, { outcome: passed ? "passed" : "failed" }),
  ],
  unanswered: (): readonly Emission[] => [count(metrics.tried, { outcome: "unanswered" })],
};
