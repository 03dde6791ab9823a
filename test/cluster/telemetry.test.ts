import { randomBytes } from "node:crypto";
import { eventually, holds } from "../e2e/support/eventually";
import { logLines, promTargets, promValue, traces } from "../e2e/support/servers";
import { systemMetrics } from "../e2e/support/system-metrics";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

const systemOf = (service: string) => (service === "travel-crm-api" ? "travel-crm" : service.split("-")[0]);

describeCluster("telemetry of the systems in a cluster", () => {
  test("every target is up but Grafana, which does not run here", async () => {
    await holds("every target to be up", 90, async () => {
      const targets = await promTargets(servers);
      const down = targets.filter(
        ({ health, scrapeUrl }) => health !== "up" && !scrapeUrl.includes("grafana"),
      );
      expect(down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`)).toEqual([]);
      expect(targets.length).toBeGreaterThan(15);
    });
  });

  test.each(Object.entries(systemMetrics))(
    "%s: a metric by its name and its system",
    async (service, metrics) => {
      const names = metrics.slice(0, 3).map(([name, , buckets]) => (buckets ? `${name}_count` : name));
      const selector = `{__name__=~"${names.join("|")}",system="${systemOf(service)}",service="${service}"}`;
      await holds(`one of ${names.join(", ")}`, 120, async () => {
        expect(await promValue(servers, `count(${selector})`)).toBeGreaterThan(0);
      });
    },
  );

  test.each([
    ["pulsecal-api", "GET", "/ingestion/ppg", "requestId"],
    ["ragbase-backend", "POST", "/api/query", "reqId"],
    ["greenstack-api", "POST", "/api/iodd/upload", "request_id"],
    ["travel-crm-api", "POST", "/api/bookings", "traceId"],
    ["newsletter-api", "POST", "/api/gdpr/export", "traceId"],
  ])("%s: a log line of a request", async (service, method, path, correlation) => {
    const id = randomBytes(16).toString("hex");
    await fetch(`${servers.url(`simulator-${service}`)}${path}`, { method, headers: { "x-request-id": id } });
    const query = `{system="${systemOf(service)}",service="${service}"} | ${correlation}="${id}"`;
    await holds(`a line of request ${id}`, 60, async () => {
      expect((await logLines(servers, query)).length).toBeGreaterThan(0);
    });
  });

  test.each(["pulsecal-api", "greenstack-api"])("%s: a trace", async (service) => {
    await eventually(`a trace of ${service}`, 90, async () =>
      (await traces(servers, `{ resource.service.name = "${service}" }`)).at(0),
    );
  });
});
