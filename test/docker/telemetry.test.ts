import { loadCatalog } from "../../catalog";
import { describeRequestLines } from "../e2e/support/describe-request-lines";
import { describeSystemMetrics } from "../e2e/support/describe-system-metrics";
import { describeSystemTraces } from "../e2e/support/describe-system-traces";
import { holds } from "../e2e/support/eventually";
import { promQuery, promTargets } from "../e2e/support/servers";
import { servers } from "./support/ask";
import { withEngine } from "./support/running";

// The tests of the end-to-end suite, of what is sent to containers and scraped from them.

/** Grafana cannot be had here; what watches a cluster runs where there is one. */
const elsewhere = /^(belfry\/(grafana|log-collector)$|kubernetes\/)/;

withEngine("telemetry in containers", () => {
  test("every service that is declared as scraped is a target that is up, and nothing but the probes besides", async () => {
    const scraped = loadCatalog()
      .filter(({ id, delivery }) => delivery.by === "scrape" && !elsewhere.test(id))
      .map(({ id }) => id);
    await holds("every target to be up", 90, async () => {
      const targets = await promTargets(servers);
      const well = { health: "up", scrapeInterval: "15s", lastError: "" };
      expect(targets).toEqual(targets.map(() => expect.objectContaining(well)));
      const pools = new Set(targets.map(({ scrapePool }) => scrapePool));
      expect([...pools].sort()).toEqual([...scraped, "probe"].sort());
    });
  });

  test("every probe of a service's health finds it well", async () => {
    await holds("every probe to succeed", 90, async () => {
      const probes = await promQuery(servers, "probe_success");
      expect(probes.filter(({ value }) => value !== 1).map(({ metric }) => metric)).toEqual([]);
      expect(probes.length).toBeGreaterThan(30);
    });
  });

  describeSystemMetrics(servers);
  describeRequestLines(servers);
  describeSystemTraces(servers);
});
