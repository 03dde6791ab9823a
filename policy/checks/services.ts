import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import { seconds } from "../../telemetry/units";
import type { Policy } from "../policy";
import { fail, noneOf, notConcerned, pass } from "../verdict";

const section = "Monitoring";

export const servicesHaveSlos: Policy<"service"> = {
  name: "services-have-slos",
  section,
  severity: "high",
  subject: "service",
  description: "Each service promises something that is measured.",
  fix: "declare an SLO: availability, latency or uptime",
  check: ({ service: { stack, slos } }) =>
    stack ? notConcerned : (slos ?? []).length > 0 ? pass : fail("promises nothing: it has no SLO"),
};

/** Those that tell of something wrong. */
function symptoms({ alerts }: Service): readonly Alert[] {
  return alerts.filter((alert) => alert.class !== "heartbeat");
}

export const servicesHaveAlerts: Policy<"service"> = {
  name: "services-have-alerts",
  section,
  severity: "critical",
  subject: "service",
  description: "Each service has alerts, and each is in the rules that are evaluated.",
  fix: "declare an alert; rules are generated from it",
  check({ service, rules }) {
    if (service.alerts.length === 0) return fail("has no alert");
    const lost = service.alerts.filter(({ name }) => !rules.includes(name));
    return noneOf(
      lost.map(({ name }) => name),
      (names) => `declared, but in no rule file: ${names}`,
    );
  },
};

/** Alerts that fire when the process is gone. */
function outageAlerts(service: Service): readonly Alert[] {
  const isDown = (name: string) =>
    service.faults[name]?.effects.some(({ effect }) => effect === "down") ?? false;
  return symptoms(service).filter(({ firesUnder }) => firesUnder.some(isDown));
}

export const servicesNoticeOutages: Policy<"service"> = {
  name: "services-notice-outages",
  section,
  severity: "critical",
  subject: "service",
  description: "An alert fires when the service is gone.",
  fix: "declare a fault with the effect down, and an alert that fires under it",
  check: ({ service }) =>
    outageAlerts(service).length > 0 ? pass : fail("no alert fires when its process is gone"),
};

/** A scrape, an evaluation and the wait of a group. */
const deliverySeconds = 60;

export const outagesAreNoticedInTime: Policy<"service"> = {
  name: "outages-are-noticed-in-time",
  section,
  severity: "high",
  subject: "service",
  description: "From an outage to its message it takes less than five minutes.",
  fix: "shorten the `hold` of the alert",
  uses: ["detectionSeconds"],
  check({ service }, { detectionSeconds }) {
    const alerts = outageAlerts(service);
    if (alerts.length === 0) return notConcerned;
    const soonest =
      Math.min(...alerts.map(({ hold }) => (hold === undefined ? 0 : seconds(hold)))) + deliverySeconds;
    return soonest <= detectionSeconds ? pass : fail(`notices its outage after ${soonest} s only`);
  },
};

export const alertsAreTested: Policy<"service"> = {
  name: "alerts-are-tested",
  section,
  severity: "high",
  subject: "service",
  description: "Each alert names the faults under which it fires, so that the proof makes it fire.",
  fix: "name a fault in firesUnder",
  check: ({ service }) =>
    noneOf(
      symptoms(service)
        .filter(({ firesUnder }) => firesUnder.length === 0)
        .map(({ name }) => name),
      (names) => `alerts that no fault makes fire: ${names}`,
    ),
};

/** Headings that a reader at 3 a.m. needs. */
const headings = ["Meaning", "Impact", "First steps", "Mitigation", "Escalation"];

export const runbooksAreComplete: Policy<"service"> = {
  name: "runbooks-are-complete",
  section,
  severity: "high",
  subject: "service",
  description: "Each alert has a runbook with meaning, impact, steps and whom to call.",
  fix: "fill in the alert's runbook",
  check({ service, runbooks }) {
    const poor = service.alerts.filter(({ name }) => {
      const text = runbooks[name] ?? "";
      return headings.some((heading) => !text.includes(`## ${heading}`));
    });
    return noneOf(
      poor.map(({ name }) => name),
      (names) => `alerts without a complete runbook: ${names}`,
    );
  },
};

export const escalationIsDeclared: Policy<"service"> = {
  name: "escalation-is-declared",
  section,
  severity: "medium",
  subject: "service",
  description: "It is written down who is called when a critical alert goes on firing.",
  fix: "name the person or role in the owner's escalation",
  check: ({ service: { owner } }) =>
    owner.escalation.to.trim() === "" ? fail("does not say whom an alert that goes on firing reaches") : pass,
};

export const servicesAreOnDashboards: Policy<"service"> = {
  name: "services-are-on-dashboards",
  section,
  severity: "high",
  subject: "service",
  description: "Each service is on a dashboard.",
  fix: "dashboards are generated from declarations: load the service",
  check: ({ dashboards }) => (dashboards.length > 0 ? pass : fail("no dashboard shows it")),
};
