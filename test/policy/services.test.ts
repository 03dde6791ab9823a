import type { Service } from "../../declaration/service";
import { judgeService } from "../../policy/judge";
import type { ServiceFacts } from "../../policy/model/service-facts";
import { policies } from "../../policy/policies";
import { defaultSettings } from "../../policy/settings";
import { goodFacts } from "./good-stack";

function factsOf(system: string): ServiceFacts {
  const found = goodFacts.find(({ service }) => service.origin.system === system);
  if (found === undefined) throw new Error(`no ${system}`);
  return found;
}

const pulsecal = factsOf("pulsecal");
const newsletter = factsOf("newsletter");
const ofServices = policies.filter(({ subject }) => subject === "service");

function judged(facts: ServiceFacts) {
  return ofServices.flatMap((policy) => judgeService(policy, facts, defaultSettings));
}

/** The facts with another service. */
function but(
  facts: ServiceFacts,
  change: Partial<Service>,
  without: readonly (keyof Service)[] = [],
): ServiceFacts {
  const entries = Object.entries({ ...facts.service, ...change });
  const left = entries.filter(([key]) => !without.some((gone) => gone === key));
  return { ...facts, service: Object.fromEntries(left) as unknown as Service };
}

const [firstAlert] = pulsecal.service.alerts;
if (firstAlert === undefined) throw new Error("pulsecal has alerts");
const untestable = { ...firstAlert, firesUnder: [] };
const others = pulsecal.service.alerts.slice(1);
const late = pulsecal.service.alerts.map((alert) => ({ ...alert, hold: "10m" as const }));
const deaf = pulsecal.service.alerts.map((alert) => ({ ...alert, firesUnder: ["errors"] }));
const unpriced = newsletter.service.alerts.filter(
  ({ when }) => !JSON.stringify(when.expression).includes("cost_daily"),
);
const spans = pulsecal.service.spans;
if (spans === undefined) throw new Error("pulsecal has spans");

const cases: readonly (readonly [policy: string, title: string, facts: ServiceFacts])[] = [
  ["services-have-slos", "none", but(pulsecal, { slos: [] })],
  ["services-have-alerts", "in no rule file", { ...pulsecal, rules: pulsecal.rules.slice(1) }],
  ["services-notice-outages", "none fires when it is down", but(pulsecal, { alerts: deaf })],
  ["outages-are-noticed-in-time", "ten minutes", but(pulsecal, { alerts: late })],
  ["alerts-are-tested", "an alert without a fault", but(pulsecal, { alerts: [untestable, ...others] })],
  ["runbooks-are-complete", "none", { ...pulsecal, runbooks: {} }],
  [
    "runbooks-are-complete",
    "a stub",
    { ...pulsecal, runbooks: { ...pulsecal.runbooks, [firstAlert.name]: "# HighErrorRate\n\nTODO" } },
  ],
  [
    "escalation-is-declared",
    "to nobody",
    but(pulsecal, {
      owner: { ...pulsecal.service.owner, escalation: { after: "15m", to: " ", channel: "slack" } },
    }),
  ],
  ["services-are-on-dashboards", "none", { ...pulsecal, dashboards: [] }],
  ["services-emit-metrics", "none declared", but(pulsecal, { metrics: {} })],
  ["services-emit-metrics", "delivered by nobody", but(pulsecal, { delivery: { by: "none" } })],
  ["requests-are-measured-by-endpoint", "no red", but(pulsecal, {}, ["red"])],
  [
    "requests-are-measured-by-endpoint",
    "no route",
    but(pulsecal, { red: { requests: [], errors: [], by: ["status"] } }),
  ],
  ["services-log-in-structure", "no logs", but(pulsecal, {}, ["logs"])],
  ["traces-are-sampled", "none of them", but(pulsecal, { spans: { ...spans, sampled: 0 } })],
  ["services-have-health-checks", "none", but(pulsecal, { health: [] })],
  [
    "rate-limits-are-declared",
    "not for every path",
    but(pulsecal, { rateLimits: (pulsecal.service.rateLimits ?? []).filter(({ paths }) => paths !== "*") }),
  ],
  [
    "rejected-requests-are-shown",
    "by nothing",
    but(pulsecal, { alerts: [], boards: [], red: { requests: [], errors: [], by: ["route"] } }),
  ],
  ["gdpr-events-are-logged", "on no panel", but(newsletter, { boards: [] })],
  ["costs-have-a-budget", "none", but(newsletter, { facts: {} })],
  ["costs-have-a-budget", "that nobody watches", but(newsletter, { alerts: unpriced })],
];

test.each([pulsecal, newsletter])("$service.id: nothing is wrong with it", (facts) => {
  expect(judged(facts).filter(({ status }) => status !== "pass")).toEqual([]);
});

test.each(ofServices.map(({ name }) => name))("%s: right passes, and one case is wrong", (name) => {
  const found = [pulsecal, newsletter].flatMap(judged).filter(({ policy }) => policy === name);
  expect(found.map(({ status }) => status)).toContain("pass");
  expect(cases.map(([policy]) => policy)).toContain(name);
});

test.each(cases)("%s: %s", (policy, _title, facts) => {
  const failed = judged(facts).filter(({ status }) => status === "fail");
  expect(failed.map((finding) => finding.policy)).toContain(policy);
});

test("a limit that nobody declares is unknown, not passed", () => {
  const found = judged(but(pulsecal, {}, ["rateLimits"])).filter(
    ({ policy }) => policy === "rate-limits-are-declared",
  );
  expect(found.map(({ status, why }) => ({ status, why }))).toEqual([
    { status: "unknown", why: "declares no limit of requests: whether it has one is not known" },
  ]);
});
