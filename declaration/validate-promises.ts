import type { MetricFacts } from "../telemetry/metrics";
import type { Problem } from "./problem";
import type { ServiceSpec } from "./service";
import type { Slo } from "./slo";

function spendingProblems(at: string, { spentUnder }: Slo, { faults }: ServiceSpec): readonly Problem[] {
  const named = Object.values(spentUnder).flat();
  if (named.length === 0) {
    const problem = "names no fault that spends its budget, so its alerts cannot be shown to fire";
    return [{ place: at, problem, fix: "declare the fault in faults, and name it in spentUnder" }];
  }
  const known = Object.keys(faults).join(", ") || "none";
  return named
    .filter((name) => !(name in faults))
    .map((name) => ({
      place: at,
      problem: `names the fault "${name}" in spentUnder`,
      fix: `use one of: ${known}`,
    }));
}

/** Its alerts say the description: a number in it is the bound that observations keep to. */
function typedProblems(at: string, { description, within }: Slo): readonly Problem[] {
  return (description.match(/\d+(\.\d+)?/g) ?? [])
    .filter((number) => Number(number) !== within)
    .map((number) => ({
      place: at,
      problem: `its description says ${number}, which is not what it is kept within`,
      fix: within === undefined ? "leave the number out" : `say ${within}, or leave the number out`,
    }));
}

function sloProblems(place: string, slo: Slo, spec: ServiceSpec): readonly Problem[] {
  const at = `${place}, SLO ${slo.name}`;
  const problems: Problem[] = [];
  if (!(slo.objective > 0 && slo.objective < 1)) {
    const fix =
      slo.objective === 1
        ? "100% leaves no budget and can never be kept: 0.999 allows 43 minutes a month"
        : "write a share between 0 and 1: 99.9% is 0.999";
    problems.push({ place: at, problem: `its objective is ${slo.objective}`, fix });
  }
  const sources: readonly MetricFacts[] = [...(slo.good ?? []), ...(slo.bad ?? []), ...slo.total];
  for (const metric of sources.filter((m) => m.kind === "gauge" && m.unit !== "boolean")) {
    problems.push({
      place: at,
      problem: `${metric.name} is a last value, not a count of events`,
      fix: "use a counter or a histogram, or a gauge that is 0 or 1",
    });
  }
  if (sources.length === 0) {
    problems.push({
      place: at,
      problem: "counts nothing",
      fix: "name its good or bad events and their total",
    });
  }
  return [...problems, ...spendingProblems(at, slo, spec), ...typedProblems(at, slo)];
}

function probeProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const endpoints = new Set((spec.health ?? []).map((endpoint) => endpoint.name));
  return (spec.probes ?? [])
    .filter((probe) => !endpoints.has(probe.endpoint))
    .map((probe) => ({
      place: `${place}, ${probe.kind} probe`,
      problem: `asks the health endpoint "${probe.endpoint}"`,
      fix: `declare it in health, or use one of: ${[...endpoints].join(", ") || "none"}`,
    }));
}

function faultProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const checks = new Set((spec.health ?? []).flatMap((endpoint) => endpoint.checks ?? []));
  const operations = new Set(spec.behaviour.operations.map((operation) => operation.name));
  const problems: Problem[] = [];
  for (const [name, fault] of Object.entries(spec.faults)) {
    const at = `${place}, fault ${name}`;
    for (const effect of fault.effects) {
      if ((effect.effect === "broken" || effect.effect === "lag") && !checks.has(effect.check)) {
        const fix = `use one of: ${[...checks].join(", ") || "none"}`;
        const does = effect.effect === "broken" ? "breaks" : "delays";
        problems.push({
          place: at,
          problem: `${does} "${effect.check}", which no health endpoint checks`,
          fix,
        });
      }
      const named = effect.effect === "fail" || effect.effect === "slow" ? (effect.operations ?? []) : [];
      for (const operation of named.filter((o) => !operations.has(o))) {
        const fix = `use one of: ${[...operations].join(", ") || "none"}`;
        problems.push({ place: at, problem: `names the operation "${operation}"`, fix });
      }
    }
  }
  return problems;
}

/** What the service promises and what can break: SLOs, probes, faults. */
export function promiseProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  return [
    ...(spec.slos ?? []).flatMap((slo) => sloProblems(place, slo, spec)),
    ...probeProblems(place, spec),
    ...faultProblems(place, spec),
  ];
}
