import type { Alert, Runbook } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { rate, ratio } from "../../../queries/promql";
import type { MetricFacts } from "../../../telemetry/metrics";
import { counterOf } from "../../../telemetry/metrics";

interface Failing {
  readonly requests: MetricFacts;
  /** Those that end with 5xx. */
  readonly failed: MetricFacts;
  /** Tells one kind of request from another. */
  readonly label: "handler" | "route";
  readonly impact: string;
  readonly diagnosis: Runbook["diagnosis"];
  readonly mitigation: Runbook["mitigation"];
}

/**
 * A server answers, and refuses what it is asked. A tenth is where Loki's own mixin begins (LokiRequestErrors); what
 * fails once in a while is tried again by whoever asks. Fires under the fault `errors`.
 */
export function requestsFailing({ requests, failed, label, ...runbook }: Failing): Alert {
  const perSecond = (counted: MetricFacts) => rate(counterOf(counted), "5m").sum(label);
  return alert("RequestsFailing", {
    when: ratio(perSecond(failed), perSecond(requests)).above(0.1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.value} of the requests to ${f.label(label)} fail`,
    description: (f) =>
      `More than ${f.threshold} of the requests to ${f.label(label)} have ended with 5xx for ${f.hold}; it is ${f.value} now.`,
    runbook: { meaning: "The server runs, but cannot do what it is asked.", ...runbook },
    firesUnder: ["errors"],
  });
}
