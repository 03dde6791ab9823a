import { loadCatalog } from "../../../catalog";
import { countedBy } from "../../../verify/slo/events";
import { arithmeticLimit, outages, spentAfter } from "../../../verify/slo/outages";
import { spokenSeconds } from "../../../verify/slo/report";

const services = loadCatalog();
const slos = services.flatMap(({ slos = [] }) => slos);
const strict = slos.find(({ objective }) => objective === 0.999);
const lax = slos.find(({ objective }) => objective === 0.95);
if (!strict || !lax) throw new Error("the catalog has objectives of 99.9 % and 95 %");

test.each([
  [strict, 1, "fast", 51.84],
  [strict, 0.1, "fast", 518.4],
  [strict, 0.02, "fast", 2592],
  [strict, 0.002, "creeping", 129_600],
  [lax, 1, "fast", 2592],
  [lax, 0.1, "creeping", 129_600],
])("%#: the tier and the time follow from objective and share", (slo, share, tier, seconds) => {
  const limit = arithmeticLimit(slo, share);
  expect(limit?.tier).toBe(tier);
  expect(limit?.seconds).toBeCloseTo(seconds, 6);
});

test("a budget that lasts alerts nobody", () => {
  expect(arithmeticLimit(lax, 0.02)).toBeUndefined();
  expect(arithmeticLimit(strict, 0.001)).toBeUndefined();
});

test("the fast tier alerts when 2 % of a 30 days' budget are spent", () => {
  expect(spentAfter(strict, 1, 51.84)).toBeCloseTo(0.02, 6);
  expect(spentAfter(strict, 0.02, 2592)).toBeCloseTo(0.02, 6);
});

test("the slow burn is twice as fast as the budget allows", () => {
  expect(outages.at(-1)?.share(strict)).toBeCloseTo(0.002, 9);
});

test.each([
  [52, "52 s"],
  [518.4, "8 min 38 s"],
  [129_600, "36 h"],
  [5400, "1 h 30 min"],
  [0, "0 s"],
])("%p s are said as %s", (seconds, text) => {
  expect(spokenSeconds(seconds)).toBe(text);
});

test.each(
  services.flatMap((service) =>
    (service.slos ?? []).map((slo) => [service.id, slo.name, service, slo] as const),
  ),
)("%s %s: a bad event is counted as one", (_, __, service, slo) => {
  const place = { environment: "local", cluster: "local" };
  const series = countedBy(service, slo, place, { good: [3, 0], bad: [1, 1] });
  const last = (part: string, le?: string) =>
    series
      .find(({ name, labels }) => name.endsWith(part) && (le === undefined || labels.le === le))
      ?.samples.at(-1);
  if (slo.kind === "latency") {
    expect([last("_count"), last("_bucket", "+Inf")]).toEqual([5, 5]);
    const within = series.find(({ labels }) => Number(labels.le) === slo.within);
    expect(within?.samples).toEqual([3, 3]);
  } else if (slo.kind === "availability") {
    // Either the good and the bad ones of one counter, or all and the bad ones of two.
    expect(series.map(({ samples }) => samples.at(-1))).toEqual(
      series[0]?.name === series[1]?.name ? [3, 2] : [5, 2],
    );
  } else expect(series.map(({ samples }) => samples)).toEqual([[1, 0]]);
});
