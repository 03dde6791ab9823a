import type { Alert, Runbook } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import type { PromQuery } from "../../../queries/series";

interface Failing {
  /** Share of the requests that end with 5xx, by `label`. */
  readonly share: PromQuery<string>;
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
export function requestsFailing({ share, label, ...runbook }: Failing): Alert {
  return alert("RequestsFailing", {
    when: share.above(0.1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.value} of the requests to ${f.label(label)} fail`,
    description: (f) =>
      `More than ${f.threshold} of the requests to ${f.label(label)} have ended with 5xx for ${f.hold}; it is ${f.value} now.`,
    runbook: { meaning: "The server runs, but cannot do what it is asked.", ...runbook },
    firesUnder: ["errors"],
  });
}
