import type { Expression } from "../../queries/expression";
import { increase, rate, value } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import type { Implied } from "../../verify/panels/implied";
import { implied } from "../../verify/panels/implied";
import { stepSeconds } from "../../verify/series/scenario";
import type { Sample } from "../../verify/series/series";

const origin = { system: "shop", service: "api" };
const m = metricsOf(origin, ({ counter, gauge }) => ({
  requests: counter("requests_total", { help: "Requests.", labels: { status: ["200", "500"] } }),
  depth: gauge("depth", { help: "Depth." }),
}));

const steps = 40;
const each = (sample: (step: number) => Sample) =>
  Array.from({ length: steps + 1 }, (_, step) => sample(step));
const requests = (status: string, samples: readonly Sample[]) => ({
  name: "requests_total",
  labels: { ...origin, status },
  samples,
});
const series = new Map([
  // Three and one a second; the second process begins anew at step 38.
  [
    "requests_total",
    [
      requests(
        "200",
        each((step) => step * stepSeconds * 3),
      ),
      requests(
        "500",
        each((step) => (step < 38 ? step : step - 37) * stepSeconds),
      ),
    ],
  ],
  [
    "depth",
    [{ name: "depth", labels: { ...origin }, samples: each((step) => (step < 35 ? step : undefined)) }],
  ],
]);

function answered(expression: Expression): readonly Implied[] | undefined {
  return implied(expression, { series, step: steps, chosen: () => ({}) });
}

test.each([
  ["the last value of a gauge", value(m.depth), [{ labels: origin, value: 34 }]],
  ["a rate over a restart", rate(m.requests, "2m").sum(), [{ labels: {}, value: 4 }]],
  [
    "an increase by label",
    increase(m.requests.where({ status: "500" }), "2m").sum("status"),
    [{ labels: { status: "500" }, value: 120 }],
  ],
  ["a scaled number", value(m.depth).times(2), [{ labels: origin, value: 68 }]],
] as const)("works out %s", (_, query, wanted) => {
  expect(answered(query.expression)).toEqual(wanted);
});

test("says nothing of a counter that is born within the range, nor of what others record", () => {
  const born = new Map([
    [
      "requests_total",
      [
        requests(
          "200",
          each((step) => (step < 36 ? undefined : 5)),
        ),
      ],
    ],
  ]);
  const played = { series: born, step: steps, chosen: () => ({}) };
  expect(implied(rate(m.requests, "2m").expression, played)).toBeUndefined();
  expect(implied(value(m.depth).expression, played)).toBeUndefined();
});
