import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";

export const origin = { system: "kubernetes", service: "coredns" } as const;

const of = { server: upTo(4, "dns://:53"), zone: upTo(6, ".") };
export const server = { server: "dns://:53", zone: "." } as const;
export const answered = { ...server, rcode: "NOERROR" } as const;
export const upstream = { to: "169.254.169.253:53" } as const;

/** Names and labels: github.com/coredns/coredns 1.13, plugin/metrics/vars and plugin/pkg/proxy. */
export const m = metricsOf(origin, ({ counter, histogram }) => ({
  responses: counter("coredns_dns_responses_total", {
    help: "Answers.",
    labels: { ...of, rcode: upTo(10, "NOERROR", "NXDOMAIN", "SERVFAIL") },
    atMost: 300,
  }),
  duration: histogram("coredns_dns_request_duration_seconds", {
    help: "How long an answer took.",
    labels: of,
    // Of the 16 that it has, these are kept.
    buckets: [0.001, 0.032, 1.024],
  }),
  panics: counter("coredns_panics_total", { help: "Queries that ended in a panic." }),
  // Born with the first failure of a resolver.
  upstreamFailures: counter("coredns_proxy_healthcheck_failures_total", {
    help: "Health checks of resolvers that failed.",
    labels: { to: upTo(10, "169.254.169.253:53") },
  }),
}));
