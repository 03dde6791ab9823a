import { panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import { value } from "../queries/promql";
import { watched } from "../telemetry/target";
import type { DashboardSettings } from "./links";
import { toRunbook } from "./links";
import type { PagePanel } from "./page";

/** The alerts of a service that fire, as a metric. A heartbeat always does, so it says nothing. */
export function raised({ origin, alerts }: Service) {
  const heartbeats = alerts.filter((alert) => alert.class === "heartbeat").map(({ name }) => name);
  const all = watched(origin).alerts.where({ alertstate: "firing" });
  return heartbeats.length > 0 ? all.where({ alertname: { not: heartbeats } }) : all;
}

/** The alerts of a service that fire. */
export function firing(service: Service) {
  return value(raised(service));
}

/** A fault under which some alert fires, if any can. */
export function alarmingFault({ alerts, faults }: Service): string | undefined {
  const alarms = alerts.filter((alert) => alert.class !== "heartbeat");
  return [...alarms.flatMap(({ firesUnder }) => firesUnder), ...Object.keys(faults)][0];
}

/** Whether it is up: the worst of its processes, or of its probes where nothing is scraped. */
export function upOrNot(service: Service) {
  const { up, probeSuccess } = watched(service.origin);
  if (service.delivery.by === "scrape") return value(up).min();
  return service.health?.length ? value(probeSuccess.where({ check: "all" })).min() : undefined;
}

function processes({ origin, delivery }: Service): readonly PagePanel[] {
  if (delivery.by !== "scrape") return [];
  const { up } = watched(origin);
  return [
    panel(
      "Processes",
      "Whether Prometheus reaches each process; failing means that it is gone or cannot be reached.",
      { "{{instance}}": value(up).min("instance") },
      { view: "state" },
    ),
  ];
}

function probes({ origin, health }: Service): readonly PagePanel[] {
  if (!health?.length) return [];
  const { probeSuccess } = watched(origin);
  return [
    panel(
      "Probes",
      "What its health endpoints answer when asked from outside, as a whole and by what they check.",
      { "{{probe}} {{check}}": value(probeSuccess).min("probe", "check") },
      { view: "state" },
    ),
  ];
}

function alerts(service: Service, settings: DashboardSettings): readonly PagePanel[] {
  const fault = alarmingFault(service);
  if (fault === undefined) return [];
  return [
    {
      title: "Firing alerts",
      description: "Alerts that fire now, and how many times each; click one for its runbook. None is good.",
      view: "table",
      queries: { Firing: firing(service).count("alertname", "severity") },
      dataUnder: fault,
      links: [toRunbook(service.origin, settings)],
    },
  ];
}

/** The first row: is it well? */
export function statePanels(service: Service, settings: DashboardSettings): readonly PagePanel[] {
  return [...processes(service), ...probes(service), ...alerts(service, settings)];
}
