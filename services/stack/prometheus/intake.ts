import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { rate, value } from "../../../queries/promql";
import { m } from "./telemetry";

const pushHandlers = ["/api/v1/write", "/api/v1/otlp/v1/metrics"];

/** What keeps samples from coming in. */
export const intakeFaults = {
  badConfiguration: fault("the new configuration is refused", stuck(m.reloadSuccessful, 0)),
  badTarget: fault(
    "a target cannot be made from the configuration",
    sends(() => [count(m.syncFailures, { scrape_job: "pulsecal/pulsecal-api" })]),
  ),
  seriesFlood: fault(
    "a target has more series than its budget",
    sends(() => [count(m.overSampleLimit, {})]),
  ),
  labelFlood: fault(
    "a target has series with too many or too long labels",
    sends(() => [count(m.overLabelLimit, {})]),
  ),
  discoveryRefused: fault(
    "the cluster's API does not say which pods there are",
    sends(() => [count(m.discoveryFailures, {})]),
  ),
  pushRefused: fault(
    "what is pushed is refused",
    sends(() => [count(m.requests, { handler: "/api/v1/otlp/v1/metrics", code: "400" })]),
  ),
  senderClockBehind: fault(
    "a sender's clock is hours behind",
    sends(() => [count(m.tooOld, { type: "float" }, 10)]),
  ),
} satisfies Record<string, Fault>;

export const intakeAlerts: readonly Alert[] = [
  alert("ConfigReloadFailed", {
    when: value(m.reloadSuccessful).equals(0),
    hold: "5m",
    severity: "warning",
    summary: () => "Prometheus refuses its configuration",
    description: (f) => `The configuration on disk has been refused for ${f.hold}; the old one is in force.`,
    runbook: {
      meaning: "The last change of configuration or rules is not in force.",
      impact: "New targets and rules are missing; at the next restart Prometheus does not start.",
      diagnosis: ["Read its last lines: they name the file and the place.", "Run `promtool check config`."],
      mitigation: ["Take the last change back, then deploy again."],
    },
    firesUnder: ["badConfiguration"],
  }),
  alert("SeriesBudgetExceeded", {
    when: rate(m.overSampleLimit, "5m").sum().above(0),
    hold: "5m",
    severity: "warning",
    summary: () => "a target has more series than its budget",
    description: (f) =>
      `For ${f.hold} scrapes have been thrown away because a target exceeds its sample limit.`,
    runbook: {
      meaning: "A service emits more series than its declaration allows, so its scrapes are refused.",
      impact: "The service is unwatched: its metrics are missing altogether.",
      diagnosis: [
        "Find the target with the error `sample limit exceeded` in Prometheus' list of targets.",
        "Find the label that grew: a raw path or an identifier is the usual one.",
      ],
      mitigation: ["Mend the service, or raise the bound of the label in its declaration."],
    },
    firesUnder: ["seriesFlood"],
  }),
  alert("LabelLimitExceeded", {
    when: rate(m.overLabelLimit, "5m").sum().above(0),
    hold: "5m",
    severity: "warning",
    summary: () => "a target's labels are too many or too long",
    description: (f) =>
      `For ${f.hold} scrapes have been thrown away because a series exceeds the limits of labels.`,
    runbook: {
      meaning: "A series has more labels, or a longer name or value, than any declared one could have.",
      impact: "The service is unwatched: its metrics are missing altogether.",
      diagnosis: [
        "Find the target with the error `label_limit` or `label_value_length_limit` in Prometheus' list of targets.",
      ],
      mitigation: [
        "Mend the service: a query, a message or a token has become a label.",
        "Or declare the label.",
      ],
    },
    firesUnder: ["labelFlood"],
  }),
  alert("TargetRefused", {
    when: rate(m.syncFailures, "5m").sum("scrape_job").above(0),
    hold: "5m",
    severity: "warning",
    summary: (f) => `targets of ${f.label("scrape_job")} cannot be made`,
    description: (f) =>
      `For ${f.hold} Prometheus could not make targets of the job ${f.label("scrape_job")}.`,
    runbook: {
      meaning: "An address or a label of the job is invalid.",
      impact: "That instance is not scraped.",
      diagnosis: [
        "Read Prometheus' lines with `Creating target failed`: they name the target and the reason.",
      ],
      mitigation: ["Mend the address or the label where the platform gives it."],
    },
    firesUnder: ["badTarget"],
  }),
  alert("DiscoveryFailing", {
    when: rate(m.discoveryFailures, "5m").sum("instance").above(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("instance")} does not learn of new targets`,
    description: (f) => `For ${f.hold} the cluster's API has not answered which pods there are.`,
    runbook: {
      meaning: "Prometheus asks the API server for its targets; it is refused, or gets no answer.",
      impact:
        "Targets that are known go on; pods that start from now on are not scraped, and their alerts cannot fire.",
      diagnosis: [
        "Prometheus' lines with `discovery` name the resource: `forbidden` is a missing right, a timeout the network.",
        "Do the API server's own alerts fire?",
        "Was its network policy, its service account or the API server's address (belfry:kubernetes.apiServer) changed?",
      ],
      mitigation: ["Deploy again, which restores role and policy.", "Correct the API server's address."],
    },
    firesUnder: ["discoveryRefused"],
  }),
  alert("PushedMetricsRefused", {
    when: rate(m.requests.where({ handler: pushHandlers, code: { matches: "[45].." } }), "5m")
      .sum("handler", "code")
      .above(0),
    hold: "5m",
    severity: "warning",
    summary: (f) => `metrics pushed to ${f.label("handler")} are refused with ${f.label("code")}`,
    description: (f) => `For ${f.hold} Prometheus has answered ${f.label("code")} on ${f.label("handler")}.`,
    runbook: {
      meaning: "What the collector or Loki's ruler pushes is refused, whole or in part.",
      impact: "Metrics of services that push, span metrics and the state of alerts over logs have gaps.",
      diagnosis: [
        "Prometheus' lines name the reason: out of order, too old, a name or a label that is invalid.",
        "A 5xx: is its disk full?",
      ],
      mitigation: [
        "Mend the sender: two processes that send the same series overwrite one another.",
        "Make room when it is the disk.",
      ],
    },
    firesUnder: ["pushRefused"],
  }),
  alert("SamplesTooOld", {
    when: rate(m.tooOld, "5m").sum().above(0),
    hold: "5m",
    severity: "warning",
    summary: () => "samples come too late to be stored",
    description: (f) =>
      `For ${f.hold} samples have been refused that are older than the out-of-order window.`,
    runbook: {
      meaning: "A sender's clock is behind, or it sends again what it could not send long ago.",
      impact: "Those samples are lost; alerts over them do not see the sender.",
      diagnosis: [
        "Which sender's last sample is old? Compare its clock with that of another machine.",
        "Was the collector away for longer than half an hour?",
      ],
      mitigation: [
        "Set the clock.",
        "After an outage nothing is to be done: it ends when the queue is empty.",
      ],
    },
    firesUnder: ["senderClockBehind"],
  }),
];
