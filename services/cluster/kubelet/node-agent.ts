import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { observe } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { quantile } from "../../../queries/histogram";
import { value } from "../../../queries/promql";
import { m } from "./telemetry";

const day = 86_400;

/** What can happen to the kubelet itself. */
export const nodeAgentFaults = {
  runtimeSlow: fault(
    "the container runtime hardly answers",
    sends(() => Array.from({ length: 20 }, () => observe(m.relist, {}, 8))),
  ),
  certificateOld: fault("the kubelet cannot renew its certificate", stuck(m.certificate, 3 * day)),
} satisfies Record<string, Fault>;

export const nodeAgentAlerts: readonly Alert[] = [
  alert("ContainerRuntimeSlow", {
    when: quantile(0.9, m.relist, "5m", "instance").above(5),
    hold: "10m",
    severity: "warning",
    summary: (f) => `the container runtime of ${f.label("instance")} takes ${f.value} to answer`,
    description: (f) =>
      `The kubelet has needed more than ${f.threshold} to look at its containers for ${f.hold}.`,
    runbook: {
      meaning:
        "The kubelet asks the container runtime for all containers every second, and it answers slowly.",
      impact: "Pods start and stop late; beyond three minutes the node is not ready any more.",
      diagnosis: ["On the node: is its disk busy, is it out of memory, what does the runtime log?"],
      mitigation: ["Drain the node, then restart the container runtime."],
    },
    firesUnder: ["runtimeSlow"],
  }),
  alert("KubeletCertificateExpires", {
    when: value(m.certificate)
      .min("instance")
      .below(7 * day),
    hold: "1h",
    severity: "warning",
    summary: (f) => `the certificate of the kubelet on ${f.label("instance")} expires in ${f.value}`,
    description: (f) =>
      `For ${f.hold} it has been valid for less than ${f.threshold}, and it should have been renewed.`,
    runbook: {
      meaning: "The kubelet has not been able to renew the certificate by which the API server knows it.",
      impact: "When it expires the node is not ready and its pods move away.",
      diagnosis: [
        "Are certificate requests waiting: `kubectl get csr`?",
        "Does the controller that signs them run?",
      ],
      mitigation: ["Approve the request.", "Restart the kubelet when its request was never made."],
    },
    firesUnder: ["certificateOld"],
  }),
];
