import type { Alert } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { quantile } from "../../queries/histogram";
import { overTime, until, value } from "../../queries/promql";
import { errorRatio } from "./rates";
import { m, target } from "./telemetry";
import { thresholds } from "./thresholds";

// Newsletter states objectives and receivers, no alerts: names, holds and severities are the catalog's.
const degraded = 503;
const asked = ["service", "probe", "check"] as const;

/** A check of /healthz that the platform itself calls bad; without an answer no check can be judged. */
function checkFails(check: string | readonly string[]) {
  const where = { probe: "health", check } as const;
  return value(target.probeSuccess.where(where))
    .equals(0)
    .and(value(target.probeStatus.where(where)).equals(degraded), { on: asked });
}

const whole = { probe: "health", check: "all" } as const;

export const alerts: readonly Alert[] = [
  alert("HighErrorRate", {
    when: errorRatio("5m").above(thresholds.errorRatio),
    hold: "5m",
    severity: "critical",
    summary: (f) => `${f.value} of requests fail`,
    description: (f) => `More than ${f.threshold} have failed for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Requests end with 5xx or in an exception more often than the objective allows.",
      impact: "Users cannot register, read or change their preferences.",
      diagnosis: [
        "Which endpoint fails, and is it 5xx or exceptions?",
        "Read the error lines, then all lines of one of their traceId.",
        "Read /healthz: which of its six checks is not healthy?",
      ],
      mitigation: [
        "Roll back when a deploy came shortly before.",
        "Else follow the check that is not healthy.",
      ],
    },
    firesUnder: ["errors", "databaseDown"],
  }),
  alert("SlowRequests", {
    when: quantile(0.95, m.serverDuration, "5m").above(thresholds.slowSeconds),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.quantile} of requests take up to ${f.value}`,
    description: (f) =>
      `The ${f.percentile} has been above ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Requests are slower than the objective: one in twenty takes longer than the threshold.",
      impact: "Pages feel slow; at worst the runtime ends requests.",
      diagnosis: [
        "Which endpoint's last durations are high?",
        "Is the database near its connection limit, or a query slow?",
        "Are the caches hit: response cache and CDN?",
      ],
      mitigation: ["Raise the pool or the connection limit.", "Cache the answer, or mend the query."],
    },
    firesUnder: ["slow", "stalled"],
  }),
  alert("ServiceDown", {
    // Not scraped, so it has no `up`; a degraded answer is an answer.
    when: value(target.probeSuccess.where(whole))
      .equals(0)
      .unless(value(target.probeStatus.where(whole)).equals(degraded), { on: asked }),
    hold: "1m",
    severity: "critical",
    summary: () => "the newsletter does not answer",
    description: (f) => `/healthz has not given an answer of its own for ${f.hold}.`,
    runbook: {
      meaning: "The health endpoint gives neither of its two answers: the Worker fails, or is not reached.",
      impact: "Nobody can register or read; e-mails are not sent.",
      diagnosis: [
        "Does another path of the same Worker answer? Do others of the same account?",
        "Status page of the edge provider: is it an incident of theirs?",
        "Was there a deploy or a change of DNS or certificate shortly before?",
      ],
      mitigation: ["Roll back the last deploy.", "Wait for the provider, and say so on the status page."],
    },
    firesUnder: ["down"],
  }),
  alert("DatabaseDown", {
    when: checkFails("database"),
    hold: "1m",
    severity: "critical",
    summary: () => "the newsletter has lost its database",
    description: (f) => `/healthz has called its database not healthy for ${f.hold}.`,
    runbook: {
      meaning: "The Worker runs, but cannot reach its database.",
      impact: "Nearly every request fails.",
      diagnosis: [
        "Is the database up, and does the provider report an incident?",
        "Are its connections exhausted? Compare with the load.",
        "Were credentials or addresses changed?",
      ],
      mitigation: [
        "Restart or fail over the database.",
        "Raise the connection limit, or lower the pool of each isolate.",
      ],
    },
    firesUnder: ["databaseDown"],
  }),
  alert("DependencyDown", {
    when: checkFails(["kv", "r2", "grok", "resend", "stripe"]),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.label("check")} is not healthy`,
    description: (f) => `/healthz has called ${f.label("check")} not healthy for ${f.hold}.`,
    runbook: {
      meaning: "A service that the newsletter needs does not work for it: storage, model, mail or payment.",
      impact: "kv, r2: settings and exports; grok: no new texts; resend: no e-mails; stripe: no payments.",
      diagnosis: [
        "Status page of that provider.",
        "Were its key or its quota changed or used up?",
        "Error lines of the component that uses it.",
      ],
      mitigation: [
        "Replace the key or raise the quota.",
        "Hold back the jobs that need it until it is back.",
      ],
    },
    firesUnder: ["emailProviderDown", "cacheDown"],
  }),
  alert("CertificateExpires", {
    // The only one of the five that is public by nature: whoever registers reaches it over TLS.
    when: until(target.certificateExpiry.where(whole))
      .max("instance")
      .below(14 * 86_400),
    hold: "1h",
    severity: "warning",
    summary: (f) => `the certificate expires in ${f.value}`,
    description: (f) => `It is valid for less than ${f.threshold}: it expires in ${f.value}.`,
    runbook: {
      meaning: "The certificate that /healthz is served with was not renewed in time.",
      impact: "None yet; on the day it expires nobody reaches the newsletter.",
      diagnosis: [
        "Did the edge provider's renewal fail? Its dashboard names the reason.",
        "Was a DNS record changed that proves whose the domain is?",
      ],
      mitigation: [
        "Mend the record, then renew by hand.",
        "Upload another certificate if that takes too long.",
      ],
    },
    firesUnder: ["certificateExpiring"],
  }),
  alert("CostOverrun", {
    // A gauge that was not set since the last flush is absent.
    when: overTime("last", m.costTotal, "1h").max().above(thresholds.dailyBudgetDollars),
    severity: "warning",
    summary: (f) => `today has cost ${f.value}`,
    description: (f) => `The budget of a day is ${f.threshold}; today's cost is ${f.value}.`,
    runbook: {
      meaning: "Language models and e-mails have cost more today than a day may.",
      impact: "None for users; money.",
      diagnosis: [
        "Which of the two grew: models or e-mails?",
        "Models: tokens by model; does a job repeat, or did a prompt grow?",
        "E-mails: sent by type and tier; was a campaign sent twice?",
      ],
      mitigation: [
        "Stop the job that repeats.",
        "Lower the provider's limit for today.",
        "Raise the budget if it was meant.",
      ],
    },
    firesUnder: ["costOverrun"],
  }),
];
