import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { countOver } from "../../queries/logql";
import { logs } from "./telemetry";
import { thresholds } from "./thresholds";

/** Warnings of the rate limiter, one for each request that it refused. */
export const refusals = logs
  .where({ level: "warn", component: "security" })
  .containing("Rate limit exceeded");

/** Alerts over log lines. Their range is longer than a late batch of lines may take, so none is missed. */
export const logAlerts: readonly Alert[] = [
  alert("CriticalLogEntry", {
    // At once: the first entry fires it.
    when: countOver(logs.where({ critical: "true" }), "5m")
      .sum("component")
      .above(0),
    severity: "critical",
    summary: (f) => `${f.value} critical entries of ${f.label("component")}`,
    description: (f) =>
      `The component ${f.label("component")} has logged ${f.value} entries marked critical.`,
    runbook: {
      meaning: "The code itself says that something must not wait.",
      impact: "The entry says what is affected.",
      diagnosis: ["Read the entry, then all lines of its traceId.", "Find its error in the error tracker."],
      mitigation: ["Follow what the entry says; roll back when a deploy came shortly before."],
    },
    firesUnder: ["databaseDown"],
  }),
  alert("ErrorLogged", {
    when: countOver(logs.where({ level: "error" }), "5m")
      .sum("component")
      .above(0),
    severity: "warning",
    summary: (f) => `${f.value} errors of ${f.label("component")}`,
    description: (f) => `The component ${f.label("component")} has logged ${f.value} errors.`,
    runbook: {
      meaning: "Something failed that the code did not expect.",
      impact: "At least one request or job of that component did not succeed.",
      diagnosis: [
        "Read the error lines of the component, then all lines of one traceId.",
        "Error tracker: is it a new error, whom does it hit, since which release?",
      ],
      mitigation: ["Roll back if it is new since the last deploy.", "Else open a ticket with the traceId."],
    },
    firesUnder: ["errors", "databaseDown"],
  }),
  alert("AbusiveClient", {
    when: countOver(refusals, "5m").sum("ip").atLeast(thresholds.refusalsOfOneAddress),
    severity: "warning",
    summary: (f) => `${f.label("ip")} was refused ${f.value} times`,
    description: (f) =>
      `The address ${f.label("ip")} goes on after it was refused: ${f.value} times, ${f.threshold} are too many.`,
    runbook: {
      meaning: "One address keeps sending requests that the rate limit refuses.",
      impact: "None for others while the limit holds; it costs requests.",
      diagnosis: [
        "Which endpoints does it ask, and since when?",
        "Is it one of ours, a customer or a stranger?",
      ],
      mitigation: [
        "Block the address at the edge.",
        "Talk to the owner if it is a customer whose client repeats.",
      ],
    },
    firesUnder: ["abusiveClient"],
  }),
  alert("RateLimitBypass", {
    when: countOver(refusals, "5m")
      .sum("endpoint", "ip")
      .count("endpoint")
      .atLeast(thresholds.addressesAtOneEndpoint),
    severity: "warning",
    summary: (f) => `${f.value} addresses were refused at ${f.label("endpoint")}`,
    description: (f) =>
      `${f.label("endpoint")} has refused ${f.value} different addresses; from ${f.threshold} on somebody changes addresses to get round the limit.`,
    runbook: {
      meaning:
        "Limits count by address and endpoint; many addresses at the limit of one endpoint are one attacker.",
      impact: "Registrations by robots, tried passwords, costs.",
      diagnosis: [
        "Do the addresses share a network or a user agent?",
        "What did the requests that passed do?",
      ],
      mitigation: [
        "Block the network, or ask for a challenge at the edge.",
        "Delete what came in: accounts, sessions, tokens.",
      ],
    },
    firesUnder: ["rateLimitBypass"],
  }),
];
