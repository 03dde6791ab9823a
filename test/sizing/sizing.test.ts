import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog, offered } from "../../catalog";
import { parseConfig } from "../../config";
import { isOfClusters } from "../../platforms/cluster-parts";
import { headSeriesLimit } from "../../services/stack/prometheus/limits";
import { monthlyCost } from "../../sizing/cost";
import { ingestionMegabytes, lokiSize } from "../../sizing/loki";
import { prometheusSize, seriesWithin } from "../../sizing/prometheus";
import { sizingTables } from "../../sizing/report";
import { seriesOf, totalSeries } from "../../sizing/series";
import { stackSize } from "../../sizing/stack";
import { tempoIntake, tempoSize } from "../../sizing/tempo";
import { trafficOf } from "../../sizing/traffic";

const services = offered(loadCatalog(), (product) => !isOfClusters(product));
const { retentionDays } = parseConfig({}, "local");
const settings = { scrapeInterval: "15s", retentionDays } as const;

function service(id: string) {
  const found = services.find((one) => one.id === id);
  if (!found) throw new Error(`no service ${id}`);
  return found;
}

test("Prometheus: seconds × samples × 2 bytes, with log and head beside, in a volume that is filled to 80%", () => {
  const size = prometheusSize({ series: 15_000, intervalSeconds: 15, retentionDays: 32 });
  expect(size.samplesPerSecond).toBe(1000);
  // 32 × 86,400 s × 1,000/s × 2 B = 5,529,600,000 B.
  expect(size.diskMib - size.headMib).toBe(Math.ceil(5_529_600_000 / 2 ** 20));
  // 3 h × 1,000/s × 13 B, and a checkpoint of a third.
  expect(size.headMib).toBe(179);
  expect(size.volumeMib).toBe(10_240);
  expect(size.retentionMib).toBe(8192 - 179);
  expect(size.retentionMib + size.headMib).toBeLessThanOrEqual(0.8 * size.volumeMib);
});

test("Prometheus' memory grows with series, and was not underrated where it was measured", () => {
  const at = (series: number) => prometheusSize({ series, intervalSeconds: 15, retentionDays: 32 }).memoryMib;
  expect(at(200_000) - at(100_000)).toBeGreaterThan(200);
  // 149 MiB at 8,997 series, ten minutes after its start.
  expect(at(8997)).toBeGreaterThan(149);
  expect(at(8997)).toBeLessThan(2 * 149);
});

test("the number of series at which an alert warns fits the memory limit, and lies above every service's bound", () => {
  const { memoryMib } = prometheusSize({ series: headSeriesLimit, intervalSeconds: 15, retentionDays: 32 });
  // Half of the limit of 1,536 MiB is left to queries.
  expect(memoryMib).toBeLessThan(1536 * 0.75);
  const bound = services.reduce((sum, one) => sum + totalSeries(seriesOf(one)), 0);
  expect(bound).toBeLessThan(headSeriesLimit);
});

test("Loki: bytes of 30 days and one, a quarter of them on disk, with an index", () => {
  const size = lokiSize({ bytesPerSecond: 10_000, streams: 64, retentionDays: 30 });
  expect(size.diskMib).toBe(Math.ceil((31 * 86_400 * 10_000 * 1.1) / 4 / 2 ** 20));
  expect(size.volumeMib).toBe(10_240);
  expect(size.memoryMib).toBe(192 + 96);
});

test("Tempo: bytes of the retention, and what is not compacted yet", () => {
  const size = tempoSize({ bytesPerSecond: 1000, retentionDays: 14 });
  expect(size.diskMib).toBe(Math.ceil((14 * 86_400 * 1000 * 1.2) / 2 ** 20) + 256);
  expect(size.volumeMib).toBe(5120);
});

// Typed by hand from the declarations: 5.05 requests a second, each with a root span.
test("counts lines and spans as the behaviour sends them", () => {
  const { linesPerSecond, spansPerSecond } = trafficOf(service("greenstack/greenstack-api"));
  // 0.3 uploads with four lines; 0.1 tickets and 0.05 PQA runs with one each.
  expect(linesPerSecond).toBeCloseTo(0.3 * 4 + 0.1 + 0.05, 5);
  // 0.3 + 0.1 + 2 + 1.5 + 0.1 + 0.05 requests, and two spans more for an upload.
  expect(spansPerSecond).toBeCloseTo(4.05 + 0.3 * 2, 5);
  expect(trafficOf(service("ragbase/ragbase-backend")).spansPerSecond).toBe(0);
});

test("predicts the bytes of the five systems within a tenth of what was measured", () => {
  const sent = services.filter(({ stack }) => !stack).map(trafficOf);
  const bytes = sent.reduce((sum, { logBytesPerSecond }) => sum + logBytesPerSecond, 0);
  const spanBytes = sent.reduce((sum, { spanBytesPerSecond }) => sum + spanBytesPerSecond, 0);
  // rate(loki_distributor_bytes_received_total[5m]) and rate(tempo_distributor_bytes_received_total[5m]).
  expect(Math.abs(bytes + 440 - 6510) / 6510).toBeLessThan(0.1);
  expect(Math.abs(spanBytes - 924) / 924).toBeLessThan(0.1);
});

test("probes, spans and objectives bring series, too", () => {
  // Three endpoints, one of them with three checks: six probes of 22 series, and five of the scrape.
  expect(seriesOf(service("greenstack/greenstack-api"))).toEqual({
    own: 4166 + 250,
    watching: 6 * 22 + 5,
    // Eight names, two statuses: a counter and a histogram of eight buckets.
    spans: 8 * 2 * (1 + 8 + 3),
    objectives: 11,
  });
});

test("more services need more, in steps of 5 GiB", () => {
  const many = Array.from({ length: 3 }, () => services).flat();
  const one = stackSize(services, settings);
  const three = stackSize(many, settings);
  for (const server of ["prometheus", "loki", "tempo"] as const) {
    expect(three[server].size.volumeMib).toBeGreaterThan(one[server].size.volumeMib);
    expect(one[server].size.volumeMib % 5120).toBe(0);
    expect(one[server].size.volumeMib * 0.8).toBeGreaterThanOrEqual(one[server].size.diskMib);
  }
});

test("docs/sizing.md shows these numbers (UPDATE=1 writes them)", () => {
  const path = join(__dirname, "../../docs/sizing.md");
  const [before = "", , after = ""] = readFileSync(path, "utf8").split(/<!-- (?:begin|end) -->\n/);
  const wanted = `${before}<!-- begin -->\n${sizingTables(services, settings)}\n<!-- end -->\n${after}`;
  if (process.env.UPDATE) writeFileSync(path, wanted);
  expect(readFileSync(path, "utf8")).toBe(wanted);
});

test("Loki takes in twenty times what is declared, so that a queue empties, and never less than its default", () => {
  expect(ingestionMegabytes(10_000)).toBe(4);
  expect(ingestionMegabytes(1_000_000)).toBe(20);
});

test("Tempo takes in what its memory limit holds: half at once, half within the half hour that spans are in memory", () => {
  // 768 MiB less 192 of the program, 16 bytes of memory for a byte: 36 MiB.
  expect(tempoIntake(768)).toEqual({
    bytesPerSecond: Math.floor((18 * 2 ** 20) / 1800),
    burstBytes: 18 * 2 ** 20,
    traces: Math.ceil((18 * 2 ** 20) / 150),
  });
});

test.each([100, 10_000, 1_000_000])(
  "Tempo never refuses the %i bytes a second that it is sized for",
  (load) => {
    const { memoryLimitMib } = tempoSize({ bytesPerSecond: load, retentionDays: 14 });
    expect(tempoIntake(memoryLimitMib).bytesPerSecond).toBeGreaterThanOrEqual(load);
  },
);

test("memory limits are twice what is predicted, in steps, never below the least; requests are a third of them", () => {
  const small = prometheusSize({ series: 20_000, intervalSeconds: 15, retentionDays: 32 });
  expect(small).toMatchObject({ memoryLimitMib: 1536, memoryRequestMib: 512 });
  const large = prometheusSize({ series: 500_000, intervalSeconds: 15, retentionDays: 32 });
  expect(large.memoryLimitMib).toBeGreaterThanOrEqual(2 * large.memoryMib);
  expect(large.memoryLimitMib - 2 * large.memoryMib).toBeLessThan(256);
  expect(large.memoryRequestMib).toBe(Math.ceil(large.memoryLimitMib / 3));
  const tempo = tempoSize({ bytesPerSecond: 20_000, retentionDays: 14 });
  expect(tempo.memoryLimitMib).toBe(Math.ceil((2 * (192 + 550)) / 256) * 256);
});

test("the series that a memory limit holds are those for which it would be derived", () => {
  const most = seriesWithin(1536, 15);
  const limitAt = (series: number) =>
    prometheusSize({ series, intervalSeconds: 15, retentionDays: 32 }).memoryLimitMib;
  expect(limitAt(most)).toBe(1536);
  expect(limitAt(most + 1000)).toBe(1792);
});

test("with a bucket Loki's volume holds what is not flushed, and the bucket every copy's chunks", () => {
  const load = { bytesPerSecond: 10_000, streams: 64, retentionDays: 30 };
  const alone = lokiSize(load);
  const shared = lokiSize({ ...load, copies: 3, inBucket: true });
  expect(alone.bucketMib).toBe(0);
  expect(shared.bucketMib).toBe(3 * alone.diskMib);
  // Four hours of 10,000 bytes a second.
  expect(shared.diskMib).toBe(Math.ceil((4 * 3600 * 10_000) / 2 ** 20));
  expect(shared.volumeMib).toBe(5120);
});

test("a month costs what is requested", () => {
  const footprint = { cores: 2, memoryGib: 3, volumeGib: 50, bucketGib: 10 };
  expect(monthlyCost(footprint, { cores: 20, memoryGib: 3, volumeGib: 0.1, bucketGib: 0.02 })).toBeCloseTo(
    2 * 20 + 3 * 3 + 50 * 0.1 + 10 * 0.02,
    10,
  );
});
