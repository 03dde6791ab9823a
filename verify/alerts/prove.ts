import { mkdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { alertsOf } from "../../alerts/target-missing";
import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import { check } from "../check";
import { overAnswers } from "./log-rules";
import type { Played } from "./prove-group";
import { failed, proveGroup } from "./prove-group";
import { proveThresholds } from "./prove-thresholds";
import type { ProvenGroup } from "./rule-groups";
import type { AlertProof } from "./stage";
import { Stage } from "./stage";
import { noticesAbsence } from "./timing";

/** Seconds; alerts that look back for hours and days need not be evaluated more often to be proven. */
export const burnInterval = 120;

/** Every alert over metrics is shipped as a rule. */
export function shippedChecks(
  services: readonly Service[],
  groups: readonly ProvenGroup[],
): readonly Check[] {
  return services.flatMap((service) =>
    alertsOf(service)
      .filter(({ when }) => when.language === "promql")
      .map((alert) => {
        const rules = groups.flatMap((group) => (group.service === service ? group.rules : []));
        const times = rules.filter((rule) => rule.alert.name === alert.name).length;
        const problem = times === 1 ? undefined : `there are ${times} rules of it`;
        return check("alerts", `${service.id}/${alert.name}`, "is shipped", problem);
      }),
  );
}

/** An alert that nothing fires cannot be shown to fire. */
function causeChecks(services: readonly Service[]): readonly Check[] {
  const fix = "declare a fault that it fires under, and name it in firesUnder (of an SLO: in spentUnder)";
  return services.flatMap((service) =>
    alertsOf(service).map((alert) => {
      const caused = alert.firesUnder.length > 0 || alert.class === "heartbeat";
      const problem =
        caused || noticesAbsence(alert.when.expression) ? undefined : `nothing fires it: ${fix}`;
      return check("alerts", `${service.id}/${alert.name}`, "has a cause", problem);
    }),
  );
}

/** Proves each alert in each scenario, with Prometheus' own rule engine. */
export async function proveAlerts(proof: AlertProof): Promise<readonly Check[]> {
  await mkdir(proof.folder, { recursive: true });
  const about = proof.about ?? proof.services;
  const stage = new Stage(proof);
  const running: Promise<readonly Check[]>[] = [];
  for (const shipped of stage.metricGroups) {
    const group = shipped.ofSlos ? { ...shipped, intervalSeconds: burnInterval } : shipped;
    const plays: Played[] = [];
    for (const scenario of stage.scenarios(shipped)) plays.push(await stage.play(shipped, scenario));
    running.push(proveGroup(group, group.name, plays, proof).catch((error: Error) => failed(group, error)));
    // promtool evaluates this group while the next services are played.
    await setImmediate();
  }
  for (const group of stage.logGroups) {
    const plays = await stage.answers(group).catch((error: Error) => error);
    running.push(
      plays instanceof Error
        ? Promise.resolve(failed(group, plays))
        : proveGroup(overAnswers(group), `${group.name}-logs`, plays, proof).catch((error: Error) =>
            failed(group, error),
          ),
    );
  }
  return [
    ...causeChecks(about),
    ...shippedChecks(about, stage.metricGroups),
    ...(await proveThresholds([...stage.metricGroups, ...stage.logGroups], proof)),
    ...(await Promise.all(running)).flat(),
  ];
}
