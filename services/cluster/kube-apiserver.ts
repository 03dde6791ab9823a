import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { availability } from "../../declaration/slo";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";
import { apiAlerts } from "./kube-apiserver/alerts";
import { failedGet, getPods, m, origin } from "./kube-apiserver/telemetry";

export const kubeApiserver = defineService({
  origin,
  description: "The API of the cluster: everything that is deployed or changed goes through it.",
  owner: operators,
  importance: "high",
  version: "1.34.2",
  metrics: m,
  delivery: { by: "scrape", port: 6443, path: "/metrics", every: "15s", only: "declared" },
  seriesBudget: 10_000,
  red: {
    requests: [m.requests],
    errors: [m.requests.where({ code: { matches: "5.." } })],
    by: ["verb", "code"],
  },
  behaviour: serving(() => [
    count(m.requests, getPods, 300),
    count(m.requests, failedGet, 0),
    ...Array.from({ length: 20 }, () =>
      observe(m.duration, { verb: "GET", resource: "pods", scope: "resource" }, 0.02),
    ),
    count(m.terminated, { code: "429" }, 0),
    set(m.unavailableApi, { name: "v1beta1.metrics.k8s.io" }, 0),
    count(m.webhookErrors, { name: "policy.example.com", error_type: "calling_webhook_error" }, 0),
    observe(m.clientCertificates, {}, 20_000_000),
  ]),
  faults: {
    down: down(),
    errors: fault(
      "requests to the API fail",
      sends(() => [count(m.requests, failedGet, 100)]),
    ),
    slow: fault(
      "etcd is slow, and every request waits for it",
      sends(() =>
        Array.from({ length: 20 }, () =>
          observe(m.duration, { verb: "GET", resource: "pods", scope: "resource" }, 3),
        ),
      ),
    ),
    overloaded: fault(
      "a controller gone wild floods the API",
      sends(() => [count(m.terminated, { code: "429" }, 10)]),
    ),
    apiGone: fault("the server behind an aggregated API is gone", stuck(m.unavailableApi, 1)),
    webhookGone: fault(
      "an admission webhook does not answer",
      sends(() => [
        count(m.webhookErrors, { name: "policy.example.com", error_type: "calling_webhook_error" }, 1),
      ]),
    ),
    certificateOld: fault(
      "a client still uses a certificate of yesterday",
      sends(() => [observe(m.clientCertificates, {}, 40_000)]),
    ),
  },
  // The objective that kubernetes-mixin sets (SLOs.apiserver.target), here of errors alone: ApiSlow is about time.
  slos: [
    availability({
      objective: 0.99,
      bad: [m.requests.where({ code: { matches: "5.." } })],
      total: [m.requests],
      description: "Requests to the API that do not fail.",
      diagnosis: ["Which verbs and resources fail?", "Is etcd well, and has it room on its disk?"],
      spentUnder: { fast: ["errors"] },
    }),
  ],
  alerts: [
    serverDown(origin, {
      impact: "Running pods go on, but nothing starts, moves or heals; discovery stands still.",
      mitigation:
        "Managed: see the provider's status page. Own: its static pod on the control-plane node, and etcd.",
    }),
    ...apiAlerts,
  ],
});
