import type { Expression, Leaf } from "../queries/expression";
import { leaves } from "../queries/expression";
import { isDuration } from "../telemetry/units";
import type { Alert } from "./alert";
import type { Problem } from "./problem";
import type { ServiceSpec } from "./service";
import { typedNumberProblems } from "./typed-numbers";

const pascalCase = /^[A-Z][A-Za-z0-9]*$/;

function sourceProblems(at: string, leaf: Leaf, alert: Alert, spec: ServiceSpec): readonly Problem[] {
  const source = `${leaf.origin.system}/${leaf.origin.service}`;
  const own = source === `${spec.origin.system}/${spec.origin.service}`;
  if (own || alert.watches?.includes(source)) return [];
  return [
    {
      place: at,
      problem: `reads the telemetry of ${source} without saying so`,
      fix: `add watches: ["${source}"], or query this service's own metric`,
    },
  ];
}

function rangeProblems(at: string, leaf: Leaf): readonly Problem[] {
  if (leaf.range === undefined || !leaf.range.startsWith("$")) return [];
  const fix = 'name the range ("5m"); only panels may leave it to Grafana';
  return [{ place: at, problem: `its range is ${leaf.range}, which only Grafana knows`, fix }];
}

/** A log query that compares single lines would be a series a line. */
function groupingProblems(at: string, expression: Expression): readonly Problem[] {
  const sides = expression.kind === "binary" ? [expression.left, expression.right] : [];
  const ungrouped = sides.some((side) => side.kind === "call" && side.args[0]?.kind === "logs");
  if (!ungrouped) return [];
  const fix = 'group before comparing: countOver(…).sum("type").atLeast(5)';
  return [{ place: at, problem: "compares log lines one by one", fix }];
}

/** Labels by which the result of an expression is told apart, as far as it was grouped. */
function resultLabels(expression: Expression): readonly string[] {
  if (expression.kind === "binary") return resultLabels(expression.left);
  return expression.kind === "aggregate" && expression.grouping.mode === "by"
    ? expression.grouping.labels
    : [];
}

/** A rule sets these labels itself: series that differ in them alone would be one alert, which Prometheus refuses. */
function labelProblems(at: string, expression: Expression): readonly Problem[] {
  return resultLabels(expression)
    .filter((label) => label === "severity" || label === "team")
    .map((label) => ({
      place: at,
      problem: `is grouped by "${label}", which the rule itself sets`,
      fix: `rename it: renamed(…, "${label}", "its_${label}").sum("its_${label}")`,
    }));
}

function alertProblems(place: string, alert: Alert, spec: ServiceSpec): readonly Problem[] {
  const at = `${place}, alert ${alert.name}`;
  const problems: Problem[] = [];
  if (!pascalCase.test(alert.name)) {
    problems.push({ place: at, problem: "is not PascalCase", fix: "name the symptom: HighErrorRate" });
  }
  for (const key of ["hold", "keepFiring", "every"] as const) {
    const given = alert[key];
    if (given === undefined || isDuration(given)) continue;
    const fix = 'write a number and one of ms, s, m, h, d, such as "5m"';
    problems.push({ place: at, problem: `${key} is "${given}"`, fix });
  }
  if (alert.firesUnder.length === 0 && alert.class !== "heartbeat") {
    const fix = "declare the fault in faults, and name it in firesUnder";
    problems.push({ place: at, problem: "names no fault under which it fires", fix });
  }
  for (const fault of alert.firesUnder.filter((name) => !(name in spec.faults))) {
    const known = Object.keys(spec.faults).join(", ") || "none";
    problems.push({ place: at, problem: `names the fault "${fault}"`, fix: `use one of: ${known}` });
  }
  const read = leaves(alert.when.expression);
  return [
    ...problems,
    ...read.flatMap((leaf) => [...sourceProblems(at, leaf, alert, spec), ...rangeProblems(at, leaf)]),
    ...groupingProblems(at, alert.when.expression),
    ...labelProblems(at, alert.when.expression),
    ...typedNumberProblems(at, alert),
  ];
}

/** Alerts: names, sources, ranges, faults, no name twice. */
export function alertsProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const names = spec.alerts.map((alert) => alert.name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return [
    ...spec.alerts.flatMap((alert) => alertProblems(place, alert, spec)),
    ...twice.map((name) => ({
      place: `${place}, alert ${name}`,
      problem: "is declared twice",
      fix: "keep one, or give the other a name of its own",
    })),
  ];
}
