import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, observe, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { quantile } from "../../../queries/histogram";
import { added, rate, value } from "../../../queries/promql";
import { m, pulsecalOnSlack } from "./telemetry";

/** What keeps messages from being delivered, in time and once. */
export const deliveryFaults = {
  receiverRefuses: fault(
    "Slack refuses the messages",
    sends(() => [
      count(m.notifications, pulsecalOnSlack),
      count(m.failed, { ...pulsecalOnSlack, reason: "clientError" }),
    ]),
  ),
  receiverSlow: fault(
    "Slack takes half a minute for each message",
    sends(() => [count(m.notifications, pulsecalOnSlack), observe(m.latency, pulsecalOnSlack, 30)]),
  ),
  badConfiguration: fault("the new configuration is refused", stuck(m.reloadSuccessful, 0)),
  badAlerts: fault(
    "somebody sends alerts that cannot be",
    sends(() => [count(m.invalid, { version: "v2" })]),
  ),
  diskFull: fault(
    "what was silenced and sent cannot be written to disk",
    sends(() => [count(m.silencesNotSaved, {}, 0.1), count(m.sentNotSaved, {}, 0.1)]),
  ),
  peerLost: fault(
    "one Alertmanager does not reach another",
    sends(() => [set(m.failedPeers, {}, 1)]),
  ),
} satisfies Record<string, Fault>;

const notSaved = added(rate(m.silencesNotSaved, "5m").sum(), rate(m.sentNotSaved, "5m").sum());

export const deliveryAlerts: readonly Alert[] = [
  alert("NotificationsFailing", {
    when: rate(m.failed, "5m").sum("integration", "receiver_name").above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `messages to ${f.label("receiver_name")} over ${f.label("integration")} are lost`,
    description: (f) =>
      `For ${f.hold} Alertmanager has given up messages to ${f.label("receiver_name")} over ${f.label("integration")} after its retries.`,
    runbook: {
      meaning: "The receiver refuses messages or cannot be reached.",
      impact: "Alerts that go only there reach nobody.",
      diagnosis: [
        "Read Alertmanager's last lines: they name the receiver and the answer.",
        "See which reason grows: authError is an expired secret, rateLimited a flood, clientError a bad message.",
      ],
      mitigation: [
        "Renew the secret, or mend the address.",
        "Until then watch Alertmanager's page for what fires.",
      ],
    },
    firesUnder: ["receiverRefuses"],
  }),
  alert("NotificationsSlow", {
    when: quantile(0.95, m.latency, "10m", "integration", "receiver_name").above(10),
    hold: "5m",
    severity: "warning",
    summary: (f) => `messages to ${f.label("receiver_name")} over ${f.label("integration")} take ${f.value}`,
    description: (f) =>
      `The ${f.percentile} has been above ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "The receiver takes messages slowly.",
      impact: "Whoever is paged is paged late; promised is less than two minutes in all.",
      diagnosis: [
        "Does the receiver's status page say anything?",
        "Is the way there slow: a proxy, name resolution?",
      ],
      mitigation: ["Add a second channel for critical alerts until it is well."],
    },
    firesUnder: ["receiverSlow"],
  }),
  alert("ConfigReloadFailed", {
    when: value(m.reloadSuccessful).equals(0),
    hold: "5m",
    severity: "warning",
    summary: () => "Alertmanager refuses its configuration",
    description: (f) => `The configuration on disk has been refused for ${f.hold}; the old one is in force.`,
    runbook: {
      meaning: "The last change of routes or receivers is not in force.",
      impact: "New alerts may go to the wrong people; at the next restart Alertmanager does not start.",
      diagnosis: ["Read its last lines.", "Run `amtool check-config` on the file."],
      mitigation: ["Take the last change back, then deploy again."],
    },
    firesUnder: ["badConfiguration"],
  }),
  alert("AlertsRefused", {
    when: rate(m.invalid, "5m").sum().above(0),
    hold: "5m",
    severity: "warning",
    summary: () => "Alertmanager refuses alerts",
    description: (f) => `For ${f.hold} alerts have been refused because they are not valid.`,
    runbook: {
      meaning: "A sender's alerts lack a name or have labels that cannot be.",
      impact: "What that sender wants to say reaches nobody.",
      diagnosis: ["Read Alertmanager's lines: they hold the alert and what is wrong with it."],
      mitigation: ["Mend the sender. Belfry's own rules are checked: look for one that somebody added."],
    },
    firesUnder: ["badAlerts"],
  }),
  alert("StateNotSaved", {
    when: notSaved.above(0),
    hold: "10m",
    severity: "warning",
    summary: () => "Alertmanager cannot save silences and what it sent",
    description: (f) => `For ${f.hold} writing silences or the log of notifications to disk has failed.`,
    runbook: {
      meaning: "Alertmanager works from memory: its disk is full or broken.",
      impact: "After a restart silences are gone, and messages are sent twice.",
      diagnosis: ["Is its volume full?", "Read its last lines."],
      mitigation: [
        "Make room; it saves by itself every 30 seconds.",
        "Write down the silences before it is restarted.",
      ],
    },
    firesUnder: ["diskFull"],
  }),
  alert("ClusterPeerLost", {
    // There is no such series with one Alertmanager.
    when: value(m.failedPeers).max("instance").above(0),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("instance")} misses ${f.value} other Alertmanagers`,
    description: (f) => `For ${f.hold} an Alertmanager that was known has not answered.`,
    runbook: {
      meaning:
        "Alertmanagers tell one another what they sent and what is silenced; one of them is out of reach.",
      impact: "Messages come twice; a silence made at one does not hold at the other.",
      diagnosis: ["Do all run?", "May they reach each other's cluster port, over TCP and UDP?"],
      mitigation: ["Restart the one that is gone.", "Mend the network policy between them."],
    },
    firesUnder: ["peerLost"],
  }),
];
