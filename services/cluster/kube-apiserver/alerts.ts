import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { observations, observationsAbove } from "../../../queries/histogram";
import { rate, ratio, value } from "../../../queries/promql";
import { m } from "./telemetry";

// A watch, and a port-forward, are meant to be long.
const ended = m.duration.where({ verb: { not: ["WATCH", "CONNECT"] } });
const day = 86_400;

export const apiAlerts: readonly Alert[] = [
  alert("ApiSlow", {
    when: ratio(observationsAbove(ended, 1, "5m"), observations(ended, "5m")).above(0.05),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.value} of the requests to the cluster's API take longer than a second`,
    description: (f) => `It has been more than ${f.threshold} for ${f.hold}.`,
    runbook: {
      meaning: "The API server answers slowly.",
      impact: "Deployments and healing are slow; controllers lose their leases when it gets worse.",
      diagnosis: [
        "Which resources are slow? A LIST of many objects is the usual one.",
        "Is etcd's disk slow?",
      ],
      mitigation: [
        "Stop the client that lists without end.",
        "Give etcd a faster disk, the API server more memory.",
      ],
    },
    firesUnder: ["slow"],
  }),
  alert("ApiOverloaded", {
    when: rate(m.terminated, "5m").sum().above(0.1),
    hold: "10m",
    severity: "warning",
    summary: () => "the cluster's API refuses requests to protect itself",
    description: (f) => `For ${f.hold} it has given up requests, ${f.value} now.`,
    runbook: {
      meaning: "More requests come than the API server takes at a time.",
      impact: "Clients try again and are slow; some give up.",
      diagnosis: [
        "Who asks most? The audit log has the user agents.",
        "See ApiSlow: slow answers pile requests up.",
      ],
      mitigation: ["Stop the client gone wild.", "Give it a flow schema of its own with little share."],
    },
    firesUnder: ["overloaded"],
  }),
  alert("AggregatedApiDown", {
    when: value(m.unavailableApi).max("name").equals(1),
    hold: "5m",
    severity: "warning",
    summary: (f) => `the API ${f.label("name")} does not answer`,
    description: (f) => `For ${f.hold} the server behind it has not answered.`,
    runbook: {
      meaning: "A part of the API is served by a pod of the cluster, and that does not answer.",
      impact: "Its objects cannot be read: autoscalers without metrics stand still, namespaces do not go.",
      diagnosis: ["Does its Service have pods, and are they ready? `kubectl get apiservice`."],
      mitigation: ["Restart its pods.", "Delete the APIService when nobody needs it any more."],
    },
    firesUnder: ["apiGone"],
  }),
  alert("AdmissionWebhookFailing", {
    when: rate(m.webhookErrors.where({ error_type: "calling_webhook_error" }), "5m")
      .sum("name")
      .above(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `requests are refused since the webhook ${f.label("name")} does not answer`,
    description: (f) => `For ${f.hold} objects could not be made or changed for that reason.`,
    runbook: {
      meaning: "The API server must ask a webhook before it takes an object, and cannot.",
      impact: "Nothing that the webhook looks at can be made or changed: pods that die are not replaced.",
      diagnosis: ["Do the webhook's pods run? Is its certificate still good?"],
      mitigation: [
        "Bring its pods back.",
        "Until then set its failurePolicy to Ignore, and set it back afterwards.",
      ],
    },
    firesUnder: ["webhookGone"],
  }),
  alert("ClientCertificateExpires", {
    when: rate(m.clientCertificates.upTo(day), "5m").sum().above(0),
    hold: "15m",
    severity: "warning",
    summary: () => "a client of the cluster's API has a certificate that expires within a day",
    description: (f) =>
      `For ${f.hold} somebody has come with a certificate that is valid for less than a day.`,
    runbook: {
      meaning: "A kubelet, a controller or a person uses a client certificate that is about to expire.",
      impact: "Tomorrow it is refused: a node is lost, a controller stops.",
      diagnosis: [
        "Control plane: `kubeadm certs check-expiration`.",
        "Nodes: see KubeletCertificateExpires.",
        "People: whose kubeconfig is a year old?",
      ],
      mitigation: ["Renew it: `kubeadm certs renew`, or approve the kubelet's request."],
    },
    firesUnder: ["certificateOld"],
  }),
];
