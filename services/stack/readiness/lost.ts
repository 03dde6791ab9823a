import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Effect, Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import type { Tried } from "../../../declaration/probed-line";
import { value } from "../../../queries/promql";
import type { Origin } from "../../../telemetry/metrics";
import { metrics } from "./telemetry";

const foreign = { line: "security.cors-origin", check: "foreign origin" } as const;

/** What the prober sees of a fault that breaks a line of the checklist. */
export function refuted(what: Tried): Effect {
  return sends(() => [set(metrics.passed, { ...what }, 0)]);
}

/** A release makes the service answer every origin, as ragbase's code does today. */
export function corsOpen({ system, service }: Origin): Fault {
  const what: Tried = { of: `${system}/${service}`, ...foreign };
  return fault("a release lets every origin in (CORS)", { effect: "admits" }, refuted(what));
}

function lost(
  of: string | { readonly matches: string },
  firesUnder: readonly [string, ...string[]],
  more: Pick<Alert, "watches" | "to">,
): Alert {
  return alert("ReadinessLost", {
    when: value(metrics.passed.where({ of })).equals(0),
    hold: "2m",
    severity: "warning",
    ...more,
    summary: (f) => `${f.label("line")} of the production checklist does not hold any more`,
    description: (f) =>
      `A request from outside has refuted it for ${f.hold}: ${f.label("line")} (${f.label("check")}) of ${f.label("of")}.`,
    runbook: {
      meaning:
        "A line of the production checklist that was true when the service was deployed is false now: belfry has tried it from outside.",
      impact:
        "Depends on the line: origins that are not yours are let in, a limit is not enforced, internals are shown.",
      diagnosis: [
        "Which line is it, and since when? See the dashboard Readiness.",
        "Did it begin with a deploy of the service, or of the proxy before it?",
        "security.tls: has the certificate ended, ends it within a week, or is it another name's? `openssl s_client -connect` shows it.",
        "Any other: try it by hand with `curl -i`, with the header Origin, or as often as the limit allows.",
      ],
      mitigation: [
        "A certificate: renew it, and find out why that was not done in time.",
        "Else roll back what was deployed when it began.",
        "Where it is accepted for a while: an exemption with an end, in policy/exemptions.ts.",
      ],
    },
    firesUnder,
  });
}

/**
 * A line of the checklist that a request from outside refutes: whose service it is, is told.
 * @param to where the team is told. @default where it is told of every warning
 */
export function readinessLost(
  { system, service }: Origin,
  firesUnder: readonly [string, ...string[]],
  to?: Alert["to"],
): Alert {
  return lost(`${system}/${service}`, firesUnder, { watches: ["belfry/readiness"], ...(to ? { to } : {}) });
}

/** The same for belfry's own servers, at the addresses at which the public reaches them. */
export function ownReadinessLost(firesUnder: readonly [string, ...string[]]): Alert {
  return lost({ matches: "belfry/.*" }, firesUnder, {});
}
