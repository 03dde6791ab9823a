import { holds } from "./eventually";
import { clearLazy, provokeLazy } from "./lazy-series";
import { promQuery, type Servers } from "./servers";
import { type Expected, systemMetrics } from "./system-metrics";

/** Every metric of the five systems, wherever the stack runs that they send it to. */
export function describeSystemMetrics(stack: Servers): void {
  describe("every metric of systems.md can be queried by its exact name with its labels", () => {
    beforeAll(() => provokeLazy(stack));
    afterAll(() => clearLazy(stack));

    // What the stack adds to every series; a pushed one has an instance where its sender names one.
    const common = ["__name__", "cluster", "environment", "instance", "job", "service", "system"];
    const systemOf = (service: string) =>
      service === "travel-crm-api" ? "travel-crm" : service.split("-")[0];

    async function labelsOf(service: string, name: string): Promise<readonly string[]> {
      const selector = `${name}{system="${systemOf(service)}",service="${service}",environment="prod"}`;
      const series = await promQuery(stack, selector);
      const labels = series.flatMap(({ metric }) => Object.keys(metric));
      expect(series).not.toEqual([]);
      return [...new Set(labels)].filter((label) => !common.includes(label)).sort();
    }

    async function check(service: string, [name, spaced, buckets]: Expected): Promise<void> {
      const labels = spaced.split(" ").filter(Boolean).sort();
      if (!buckets) return expect(await labelsOf(service, name)).toEqual(labels);
      expect(await labelsOf(service, `${name}_count`)).toEqual(labels);
      expect(await labelsOf(service, `${name}_sum`)).toEqual(labels);
      expect(await labelsOf(service, `${name}_bucket`)).toEqual([...labels, "le"].sort());
      const bounds = await promQuery(stack, `count by (le) (${name}_bucket{service="${service}"})`);
      const found = bounds.map(({ metric }) => Number(metric.le?.replace("+Inf", "Infinity")));
      expect(found.sort((a, b) => a - b)).toEqual([...buckets, Number.POSITIVE_INFINITY]);
    }

    const table = Object.entries(systemMetrics).flatMap(([service, metrics]) =>
      metrics.map((metric) => [service, metric[0], metric] as const),
    );
    test.each(table)("%s: %s", async (service, name, metric) => {
      await holds(`${name} of ${service}`, 150, () => check(service, metric));
    });
  });
}
