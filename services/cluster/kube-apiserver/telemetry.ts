import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "kubernetes", service: "kube-apiserver" } as const;

const verb = [
  "GET",
  "LIST",
  "WATCH",
  "CREATE",
  "POST",
  "PUT",
  "UPDATE",
  "PATCH",
  "APPLY",
  "DELETE",
  "CONNECT",
] as const;
const resource = upTo(150, "pods");
const scope = ["", "cluster", "namespace", "resource"] as const;

/** Names, labels and buckets: k8s.io/apiserver 0.34, pkg/endpoints/metrics. */
export const m = metricsOf(origin, ({ counter, gauge, histogram }) => ({
  requests: counter("apiserver_request_total", {
    help: "Requests to the API.",
    labels: { verb, resource, scope, code: upTo(20, "200", "500") },
    // A resource is asked for with a few verbs, most of which always end the same way.
    atMost: 2_500,
  }),
  duration: histogram("apiserver_request_sli_duration_seconds", {
    help: "Duration of requests without the time of webhooks.",
    labels: { verb, resource, scope },
    atMost: 900,
    // Of the 24 that it has, these are kept.
    buckets: [0.1, 1, 5],
  }),
  terminated: counter("apiserver_request_terminations_total", {
    help: "Requests that it gave up to protect itself.",
    labels: { code: upTo(6, "429") },
    atMost: 100,
  }),
  unavailableApi: gauge("aggregator_unavailable_apiservice", {
    help: "1 for an API whose own server does not answer.",
    unit: "boolean",
    labels: { name: upTo(50, "v1beta1.metrics.k8s.io") },
  }),
  // Born with the first refusal: pkg/admission/metrics.
  webhookErrors: counter("apiserver_admission_webhook_rejection_count", {
    help: "Requests refused by, or for the sake of, a webhook.",
    labels: {
      name: upTo(30, "policy.example.com"),
      error_type: ["no_error", "calling_webhook_error", "apiserver_internal_error"],
    },
    atMost: 200,
  }),
  clientCertificates: histogram("apiserver_client_certificate_expiration_seconds", {
    help: "How long the certificates by which clients come are still valid.",
    buckets: [0, 86_400, 604_800],
  }),
}));

export const getPods = { verb: "GET", resource: "pods", scope: "resource", code: "200" } as const;
export const failedGet = { ...getPods, code: "500" } as const;
