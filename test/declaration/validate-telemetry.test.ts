import { metricsOf } from "../../telemetry/metrics";
import { origin, refusal } from "./zoo";

const counter = (name: string, labels = {}) =>
  metricsOf(origin, (make) => ({ a: make.counter(name, { help: "", labels }) }));

test.each([
  [
    "a name with a dash",
    counter("a-b"),
    'zoo/zoo-api, metric a-b: "a-b" is no metric name\n  fix: use letters, digits, underscores and dots, and start with a letter',
  ],
  [
    "a label of the stack",
    counter("a", { environment: ["x"] }),
    'zoo/zoo-api, metric a: label "environment" is set by the stack itself\n  fix: give the label another name of letters, digits and underscores',
  ],
  [
    "a label with a dash",
    counter("a", { "x-y": ["x"] }),
    'zoo/zoo-api, metric a: label "x-y" is no label name\n  fix: give the label another name of letters, digits and underscores',
  ],
  [
    "a label without values",
    counter("a", { x: [] }),
    'zoo/zoo-api, metric a: label "x" has no values\n  fix: list its values, or bound them with upTo(40, "an example")',
  ],
  [
    "a metric of another service",
    metricsOf({ system: "zoo", service: "shop" }, (make) => ({ a: make.counter("a", { help: "" }) })),
    "zoo/zoo-api, metric a: belongs to zoo/shop\n  fix: make the metrics with metricsOf(origin, …) of this service",
  ],
  [
    "a metric that is there twice",
    metricsOf(origin, (make) => ({
      a: make.counter("a", { help: "" }),
      b: make.counter("a", { help: "" }),
    })),
    "zoo/zoo-api, metric a: is declared twice\n  fix: keep one declaration, with the labels of both",
  ],
  [
    "two metrics that are stored under one name",
    metricsOf(origin, (make) => ({
      a: make.counter("a.b", { help: "" }),
      b: make.counter("a_b", { help: "" }),
    })),
    'zoo/zoo-api, metric a_b: is declared twice (as "a.b", too: both are stored as a_b)\n  fix: keep one declaration, with the labels of both',
  ],
  [
    "buckets that do not ascend",
    metricsOf(origin, (make) => ({ a: make.histogram("a", { help: "", buckets: [1, 5, 2] }) })),
    "zoo/zoo-api, metric a: bucket 2 does not ascend\n  fix: list the bounds from small to large, each once, without +Inf",
  ],
])("refuses %s", (_, metrics, message) => {
  expect(refusal({ metrics, alerts: [] })).toBe(message);
});

test("refuses metrics that nothing delivers", () => {
  expect(refusal({ delivery: { by: "none" } })).toBe(
    'zoo/zoo-api: 2 metrics are declared, but nothing delivers them\n  fix: set delivery to { by: "scrape", … } or { by: "otlp", … }',
  );
});
