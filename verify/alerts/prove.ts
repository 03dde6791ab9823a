import { mkdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { alertsOf } from "../../alerts/target-missing";
import type { Service } from "../../declaration/service";
import type { Language } from "../../queries/query";
import type { Check } from "../check";
import { check } from "../check";
import { overAnswers } from "./log-rules";
import type { Played } from "./prove-group";
import { failed, proveGroup } from "./prove-group";
import { proveRecordings } from "./prove-recordings";
import { comparedChecks, proveThresholds } from "./prove-thresholds";
import type { ProvenGroup } from "./rule-groups";
import { shippedRecordings } from "./rule-groups";
import type { AlertProof } from "./stage";
import { Stage } from "./stage";
import { noticesAbsence } from "./timing";

/** Seconds; alerts that look back for hours and days need not be evaluated more often to be proven. */
export const burnInterval = 240;

/** Every alert is shipped as one rule, of the server that has what it reads. */
export function shippedChecks(
  services: readonly Service[],
  groups: Readonly<Record<Language, readonly ProvenGroup[]>>,
): readonly Check[] {
  return services.flatMap((service) =>
    alertsOf(service).map((alert) => {
      const own = groups[alert.when.language].filter((group) => group.service === service);
      const times = own.flatMap(({ rules }) => rules).filter((rule) => rule.alert.name === alert.name).length;
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
  // Without Loki nothing is said of them.
  for (const group of proof.loki ? stage.logGroups : []) {
    const plays = await stage.answers(group).catch((error: Error) => error);
    running.push(
      plays instanceof Error
        ? Promise.resolve(failed(group, plays))
        : proveGroup(overAnswers(group), `${group.name}-logs`, plays, proof).catch((error: Error) =>
            failed(group, error),
          ),
    );
  }
  const groups = { promql: stage.metricGroups, logql: stage.logGroups };
  const compared = [...stage.metricGroups, ...stage.logGroups];
  const recorded = about.map((service) =>
    proveRecordings(
      service,
      shippedRecordings(proof.rules, service),
      (slo) => stage.playSpending(service, slo),
      proof,
    ),
  );
  return [
    ...causeChecks(about),
    ...shippedChecks(about, groups),
    ...comparedChecks(compared),
    ...(await proveThresholds(compared, proof)),
    ...(await Promise.all(recorded)).flat(),
    ...(await Promise.all(running)).flat(),
  ];
}
