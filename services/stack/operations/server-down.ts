import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import type { Severity } from "../../../declaration/team";
import { absent, value } from "../../../queries/promql";
import type { Origin } from "../../../telemetry/metrics";
import { watched } from "../../../telemetry/target";

interface Loss {
  /** @default "critical" */
  readonly severity?: Severity;
  /** What users of the stack notice while the server is gone. */
  readonly impact: string;
  /** Faults besides `down` under which nothing of the server is seen any more. @default none */
  readonly alsoUnder?: readonly string[];
  /** What brings it back when a restart does not. */
  readonly mitigation: string;
}

/**
 * The server does not answer, or nothing of that name is scraped any more: on Kubernetes a lost pod leaves the
 * list of targets, so that its `up` is absent and never 0. Fires under the fault `down`.
 */
export function serverDown(origin: Origin, loss: Loss): Alert {
  const { severity = "critical", impact, mitigation, alsoUnder = [] } = loss;
  const { up } = watched(origin);
  return alert("ServiceDown", {
    when: value(up).equals(0).or(absent(up)),
    hold: "1m",
    severity,
    summary: () => `${origin.service} does not answer`,
    description: (f) => `Prometheus has not reached ${origin.service} for ${f.hold}.`,
    runbook: {
      meaning:
        "The server's metrics cannot be scraped: it is gone, cannot be reached, or is no target any more.",
      impact,
      diagnosis: [
        "See with `npm run status`, or the platform's own tools, whether the process runs.",
        "Read its last log lines: a full disk, an exceeded memory limit and a refused configuration end it at start.",
        "Look in Prometheus' list of targets for the error of the last scrape.",
      ],
      mitigation: ["Restart it.", mitigation],
    },
    firesUnder: ["down", ...alsoUnder],
  });
}
