import { collectDefaultMetrics, Registry } from "prom-client";
import type { LabelSpecs } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { nodeDefaults } from "../../telemetry/node-defaults";

const origin = { system: "zoo", service: "api" };

/** What the installed prom-client really registers. */
async function registered(prefix: string) {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix });
  return register.getMetricsAsJSON();
}

test.each(["", "travel_crm_"])("are those of prom-client, with the prefix %j", async (prefix) => {
  const declared = Object.values(metricsOf(origin, (make) => nodeDefaults(make, prefix)));
  const real = await registered(prefix);
  const facts = (metric: { name: string; help: string }) => `${metric.name}: ${metric.help}`;
  expect(declared.map(facts).sort()).toEqual(real.map(facts).sort());
  const kinds = new Map(real.map(({ name, type }) => [name, String(type)]));
  expect(declared.filter(({ name, kind }) => kinds.get(name) !== kind)).toEqual([]);
});

test("have the labels that prom-client gives them, and values that fit", async () => {
  const declared = new Map(
    Object.values(metricsOf(origin, (make) => nodeDefaults(make))).map((metric) => [metric.name, metric]),
  );
  for (const { name, values } of await registered("")) {
    for (const { labels } of values) {
      const own = Object.entries(labels).filter(([label]) => label !== "le");
      const specs: LabelSpecs = declared.get(name)?.labels ?? {};
      expect([name, own.map(([label]) => label)]).toEqual([name, Object.keys(specs)]);
      for (const [label, value] of own) {
        const spec = specs[label];
        if (Array.isArray(spec)) expect(spec).toContain(value);
      }
    }
  }
});

test("time garbage collections in prom-client's buckets", () => {
  const { gcDuration } = metricsOf(origin, (make) => nodeDefaults(make));
  expect(gcDuration.buckets).toEqual([0.001, 0.01, 0.1, 1, 2, 5]);
  expect(Object.keys(gcDuration.labels)).toEqual(["kind"]);
});
