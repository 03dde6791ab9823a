import fc from "fast-check";
import { alertTexts, thresholdText } from "../../alerts/texts";
import type { AlertText } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { quantile } from "../../queries/histogram";
import { absent, predicted, rate, ratio, renamed, value } from "../../queries/promql";
import type { Condition, Language } from "../../queries/query";
import { metricsOf } from "../../telemetry/metrics";
import type { Duration } from "../../telemetry/units";
import { errorRate, metrics, origin, queueFull, serviceDown, settings, shop, typeRepeats } from "./shop";

function summaryOf(summary: AlertText, when: Condition<string, Language> = errorRate.when, hold?: Duration) {
  const { severity, runbook, firesUnder } = errorRate;
  const description = () => "It is bad.";
  const tried = { when, severity, runbook, firesUnder, summary, description, ...(hold ? { hold } : {}) };
  const { summary: text, problems } = alertTexts(shop, alert("Tried", tried), settings);
  return { text, problems };
}

test("says the rule's own numbers", () => {
  expect(alertTexts(shop, errorRate, settings)).toEqual({
    summary: '{{ humanizePercentage $value }} of {{ index $labels "route" }} fail',
    description: "More than 5% for 5 minutes in prod.",
    problems: [],
  });
  expect(alertTexts(shop, queueFull, settings).description).toBe("1.5GiB are too much.");
});

test.each([
  [14 * 86_400, "14d"],
  [5400, "1h 30m"],
  [86_460, "1d 0h 1m"],
  [20, "20s"],
  [0, "0s"],
])("says a threshold of %d s as %s", (value, text) => {
  const when = { ...errorRate.when, threshold: { comparison: ">", measure: "seconds", value } } as const;
  expect(thresholdText({ ...errorRate, when })).toBe(text);
});

test.each([
  ["system", "shop"],
  ["service", "shop-api"],
  ["team", "sellers"],
  ["severity", "critical"],
  ["environment", "prod"],
  ["cluster", "eu1"],
  ["alertname", "Tried"],
])("knows the label %s before the alert fires", (label, known) => {
  expect(summaryOf((f) => f.label(label)).text).toBe(known);
});

const other = metricsOf({ system: "belfry", service: "host" }, ({ gauge }) => ({
  disk: gauge("disk_bytes", { help: "Bytes." }),
}));
const slow = metricsOf(origin, ({ histogram }) => ({
  duration: histogram("duration_seconds", { help: "Seconds.", labels: { route: ["/"] }, buckets: [1] }),
})).duration;

test.each<[string, string, Condition<string, Language>]>([
  ["of a grouping", "route", errorRate.when],
  ["of a field of log lines", "type", typeRepeats.when],
  ["of a metric that is not grouped", "queue", queueFull.when],
  ["of another service's metric, which is not known here", "device", value(other.disk).above(1)],
  ["that is renamed", "path", renamed(rate(metrics.requests, "5m").sum("route"), "route", "path").above(1)],
  ["that absence is asked for", "job", serviceDown.when],
  ["of a quantile", "route", quantile(0.95, slow, "5m", "route").above(1)],
  ["of the left side", "route", rate(metrics.requests, "5m").above(1).and(value(metrics.queue))],
  ["of either side", "queue", rate(metrics.requests, "5m").sum("route").above(1).or(value(metrics.queue))],
])("fills in a label %s", (_, label, when) => {
  expect(summaryOf((f) => f.label(label), when)).toEqual({
    text: `{{ index $labels "${label}" }}`,
    problems: [],
  });
});

const place = "shop/shop-api, alert Tried, summary";
test.each<[string, AlertText, Condition<string, Language>, string, string]>([
  [
    "a threshold where the condition has none",
    (f) => `is ${f.threshold}`,
    absent(metrics.queue),
    "says its threshold, but its condition compares with no number",
    "leave it out, or compare with a number (.above(0.05))",
  ],
  [
    "the value of absence",
    (f) => `is ${f.value}`,
    absent(metrics.queue),
    "says its value, but absence has none",
    "say what is missing instead",
  ],
  [
    "a label that is summed away",
    (f) => `of ${f.label("status")}`,
    errorRate.when,
    'says the label "status", which its result does not have',
    "use one of: route, system, service, team, severity, environment, cluster, alertname",
  ],
  [
    "a bucket's bound, which a quantile drops",
    (f) => `of ${f.label("le")}`,
    quantile(0.95, slow, "5m", "route").above(1),
    'says the label "le", which its result does not have',
    "use one of: route, system, service, team, severity, environment, cluster, alertname",
  ],
  ["nothing", () => " ", errorRate.when, "is empty", "say what is wrong, in one sentence"],
])("refuses a text that says %s", (_, text, when, problem, fix) => {
  expect(summaryOf(text, when).problems).toContainEqual({ place, problem, fix });
});

test("refuses a hold where the first evaluation fires", () => {
  expect(summaryOf((f) => `for ${f.hold}`, errorRate.when, "0s").problems).toEqual([
    { place, problem: "says its hold, but fires at once", fix: 'leave it out, or declare hold: "1m"' },
  ]);
});

/** What a Go template prints when all that it holds are strings. */
function printed(template: string): string {
  return template.replace(/\{\{ "(.*?)" \}\}/g, "$1").replaceAll("{{ humanizePercentage $value }}", "5%");
}

test("keeps any text as it is, braces included", () => {
  const braces = fc.stringMatching(/^[{}" a\\\n-]{1,12}$/);
  fc.assert(
    fc.property(fc.oneof(braces, fc.string({ unit: "grapheme", minLength: 1 })), (text) => {
      const template = summaryOf((f) => `x${text}${f.value}${text}`).text;
      expect(printed(template)).toBe(`x${text}5%${text}`);
      // Every action that opens is one of ours.
      const rest = template.replace(/\{\{ ("\{"|humanizePercentage \$value) \}\}/g, "OURS");
      expect(rest).not.toMatch(/\{(\{|OURS)/);
    }),
  );
});

const above = (q: number) => quantile(q, slow, "5m").above(1);

test.each<[string, Condition<string, Language>, AlertText, string]>([
  ["a range", errorRate.when, (f) => f.range, "5 minutes"],
  ["a quantile", above(0.95), (f) => `${f.quantile}, ${f.percentile}`, "95%, 95th percentile"],
  ["a quantile of many digits", above(0.999), (f) => f.quantile, "99.9%"],
  ["a rank of its own ending", above(0.91), (f) => f.percentile, "91st percentile"],
  ["how far a forecast looks", predicted(other.disk, "6h", 345_600).below(0), (f) => f.ahead, "4 days"],
  ["a forecast of hours", predicted(other.disk, "6h", 7200).below(0), (f) => f.ahead, "2 hours"],
])("says %s as the rule has it", (_, when, text, said) => {
  expect(summaryOf(text, when)).toEqual({ text: said, problems: [] });
});

test("says no range where the condition has two, and no quantile where it has none", () => {
  const [short, long] = [rate(metrics.requests, "5m").sum(), rate(metrics.requests, "1h").sum()];
  expect(summaryOf((f) => `x${f.range}`, ratio(short, long).above(2)).problems).toEqual([
    {
      place: "shop/shop-api, alert Tried, summary",
      problem: "says its range, but its condition has none, or several",
      fix: "leave it out, or say it in words",
    },
  ]);
  expect(summaryOf((f) => `x${f.quantile}`).problems).toHaveLength(1);
});
