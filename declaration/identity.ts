import { createHash } from "node:crypto";
import type { Origin } from "../telemetry/metrics";

/** Kinds of dashboards; the kind is part of the uid, so one service may have one of each. */
export type DashboardKind = "overview" | "service" | "board" | "slo" | "runbook" | "stack";

/**
 * A dashboard's uid: the kind and a hash of its identity. Grafana refuses more than 40 characters, and links,
 * bookmarks and provisioning all go by it: it never changes.
 */
export function dashboardUid(kind: DashboardKind, identity: string): string {
  const hash = createHash("sha256").update(`${kind}/${identity}`).digest("hex").slice(0, 20);
  return `belfry-${kind}-${hash}`;
}

/** Id of the first panel beside a runbook's text: what the alert compares, where it compares a number. Links go by it. */
export const firstLivePanel = 2;

/** The identity of an alert: names repeat between systems. */
export function alertId(origin: Origin, alert: string): string {
  return `${origin.system}/${origin.service}/${alert}`;
}

/** Path of an alert's runbook below the folder of runbooks, without an ending. */
export function runbookPath(origin: Origin, alert: string): string {
  return alertId(origin, alert);
}
