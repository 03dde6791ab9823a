import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, observe } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { observations, observationsAbove } from "../../queries/histogram";
import { increase, rate, ratio } from "../../queries/promql";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";
import { answered, m, origin, server, upstream } from "./coredns/telemetry";

const failed = rate(m.responses.where({ rcode: "SERVFAIL" }), "5m").sum();

export const coredns = defineService({
  origin,
  description: "Resolves names inside the cluster.",
  owner: operators,
  importance: "high",
  version: "1.13.1",
  metrics: m,
  delivery: { by: "scrape", port: 9153, path: "/metrics", only: "declared" },
  seriesBudget: 1_500,
  red: {
    requests: [m.responses],
    errors: [m.responses.where({ rcode: "SERVFAIL" })],
    duration: m.duration,
    by: ["rcode"],
  },
  behaviour: serving(() => [
    count(m.responses, answered, 600),
    // Somebody always asks for a name whose own servers are broken.
    count(m.responses, { ...answered, rcode: "SERVFAIL" }, 1),
    ...Array.from({ length: 20 }, () => observe(m.duration, server, 0.0006)),
    count(m.panics, {}, 0),
    count(m.upstreamFailures, upstream, 0),
  ]),
  faults: {
    down: down(),
    errors: fault(
      "names cannot be resolved",
      sends(() => [count(m.responses, { ...answered, rcode: "SERVFAIL" }, 10)]),
    ),
    slow: fault(
      "answers take seconds",
      sends(() => Array.from({ length: 10 }, () => observe(m.duration, server, 3))),
    ),
    panics: fault(
      "a plug-in panics",
      sends(() => [count(m.panics, {}, 0.02)]),
    ),
    upstreamGone: fault(
      "the resolver outside does not answer",
      sends(() => [count(m.upstreamFailures, upstream, 1)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "No name can be resolved: nearly everything in the cluster fails within seconds.",
      mitigation: "Roll back its ConfigMap; see whether its nodes are well.",
    }),
    alert("DnsFailing", {
      when: ratio(failed, rate(m.responses, "5m").sum()).above(0.03),
      hold: "5m",
      severity: "critical",
      summary: (f) => `${f.value} of the cluster's DNS answers are errors`,
      description: (f) => `It has been more than ${f.threshold} for ${f.hold}.`,
      runbook: {
        meaning: "CoreDNS answers SERVFAIL.",
        impact: "Connections by name fail, at random or for some names.",
        diagnosis: [
          "Names outside: does the resolver that it forwards to answer?",
          "Names inside: can it reach the API server?",
        ],
        mitigation: [
          "Mend or change the resolver in its Corefile.",
          "Restart its pods when they have lost the API server.",
        ],
      },
      firesUnder: ["errors"],
    }),
    alert("DnsSlow", {
      when: ratio(observationsAbove(m.duration, 1.024, "5m"), observations(m.duration, "5m")).above(0.05),
      hold: "10m",
      severity: "warning",
      summary: (f) => `${f.value} of the DNS answers take longer than a second`,
      description: (f) => `It has been more than ${f.threshold} for ${f.hold}.`,
      runbook: {
        meaning: "CoreDNS answers slowly.",
        impact: "Every new connection waits for it.",
        diagnosis: ["Is it at its processor limit?", "Is the resolver that it forwards to slow?"],
        mitigation: ["Give it more copies.", "Let it cache longer, or change the resolver."],
      },
      firesUnder: ["slow"],
    }),
    alert("DnsPanics", {
      when: increase(m.panics, "10m").sum().above(0),
      severity: "warning",
      summary: () => "CoreDNS has panicked",
      description: (f) => `Within the last ${f.range} a query ended in a panic.`,
      runbook: {
        meaning: "A plug-in of CoreDNS has a bug that some query meets.",
        impact: "That query got no answer.",
        diagnosis: ["Its lines hold the trace of the panic."],
        mitigation: ["Go back to the version before, or leave the plug-in out."],
      },
      firesUnder: ["panics"],
    }),
    alert("DnsUpstreamFailing", {
      when: rate(m.upstreamFailures, "5m").sum("to").above(0.1),
      hold: "5m",
      severity: "warning",
      summary: (f) => `the resolver ${f.label("to")} does not answer CoreDNS`,
      description: (f) => `Its health checks have failed for ${f.hold}.`,
      runbook: {
        meaning: "CoreDNS forwards names that are not the cluster's to a resolver that does not answer.",
        impact: "Names outside resolve slowly, or not at all when it is the only one.",
        diagnosis: [
          "Can a node reach it (UDP and TCP 53)?",
          "Is it the node's own stub resolver, which CoreDNS must not use?",
        ],
        mitigation: ["Name another resolver in the Corefile."],
      },
      firesUnder: ["upstreamGone"],
    }),
  ],
});
