import { eventually, holds } from "./eventually";
import type { FoundTrace, Servers } from "./servers";
import { logLines, promExemplars, promQuery, spansOfTrace, traces } from "./servers";

/** A trace that began after this call, once a search finds one. */
function fresh(stack: Servers, query: string): Promise<FoundTrace> {
  const began = Date.now();
  return eventually(`a trace ${query}`, 60, async () =>
    (await traces(stack, query, began)).find(
      ({ startTimeUnixNano }) => Number(startTimeUnixNano) / 1e6 > began,
    ),
  );
}

/** Traces of the systems that send any, and what leads to them and from them, wherever the stack runs. */
export function describeSystemTraces(stack: Servers): void {
  describe("traces of the systems are found within 60 s by service and attribute", () => {
    test("pulsecal's, by Jaeger's Thrift over HTTP", async () => {
      const found = await fresh(
        stack,
        '{ resource.service.name = "pulsecal-api" && span.http.route = "/ingestion/ppg" }',
      );
      expect(found.rootServiceName).toBe("pulsecal-api");
      const spans = await spansOfTrace(stack, found.traceID);
      expect(spans.map(({ name }) => name).sort()).toEqual([
        "GET /ingestion/ppg",
        "middleware - express",
        "pg.query",
      ]);
      const root = spans.find(({ name }) => name === "GET /ingestion/ppg");
      expect(root?.attributes).toMatchObject({ "http.method": "GET", "http.route": "/ingestion/ppg" });
      expect(spans.find(({ name }) => name === "pg.query")?.attributes["db.system"]).toBe("postgresql");
    });

    test("greenstack's, by compact Thrift over UDP", async () => {
      const found = await fresh(
        stack,
        '{ resource.service.name = "greenstack-api" && name = "upload_iodd" && span.content_type = "application/xml" }',
      );
      expect([found.rootServiceName, found.rootTraceName]).toEqual(["greenstack-api", "upload_iodd"]);
      const spans = await spansOfTrace(stack, found.traceID);
      expect(spans.map(({ name }) => name).sort()).toEqual(["parse_iodd", "store_device", "upload_iodd"]);
      expect(spans.find(({ name }) => name === "upload_iodd")?.attributes).toEqual({
        filename: expect.stringMatching(/^device-\d+\.xml$/),
        content_type: "application/xml",
        file_size_bytes: expect.any(Number),
      });
    });
  });

  describe("one request is found everywhere", () => {
    test.each([
      // Its lines carry the trace's id: what Grafana's link from a span to its lines asks for.
      ["pulsecal-api", "trace_id", "http_request_duration_seconds_bucket"],
      // Its lines carry no trace id; a request without an id of its own is given that of its trace.
      ["greenstack-api", "request_id", "greenstack_parse_duration_seconds_bucket"],
    ])("%s: from an exemplar to its trace, and from there to its lines", async (service, field, metric) => {
      const { traceId, route } = await eventually("an exemplar", 60, async () => {
        const found = await promExemplars(stack, `${metric}{service="${service}"}`);
        const all = found.flatMap(({ series, exemplars }) =>
          exemplars.map(({ labels }) => ({ traceId: labels.trace_id ?? "", route: series.route })),
        );
        return all.at(-1);
      });
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      const spans = await eventually(`trace ${traceId}`, 60, async () => {
        const found = await spansOfTrace(stack, traceId);
        return found.length > 0 ? found : undefined;
      });
      if (route) expect(spans.some(({ attributes }) => attributes["http.route"] === route)).toBe(true);
      else expect(spans.length).toBeGreaterThanOrEqual(1);
      const selector = `{system="${service.split("-")[0]}",service="${service}"} | ${field}="${traceId}"`;
      await holds(`lines ${selector}`, 30, async () => {
        const lines = await logLines(stack, selector);
        expect(lines.length).toBeGreaterThan(0);
      });
    });

    test("from a line to its trace", async () => {
      // A tenth of the requests is traced, so most lines lead nowhere: one that does must be there.
      await holds("a line whose trace is there", 60, async () => {
        const found = await traces(stack, '{ resource.service.name = "pulsecal-api" }');
        const ids = new Set(found.map(({ traceID }) => traceID.padStart(32, "0")));
        const lines = await logLines(stack, '{service="pulsecal-api"} | trace_id != ""');
        expect(lines.some(({ labels }) => ids.has(labels.trace_id ?? ""))).toBe(true);
      });
    });
  });

  describe("metrics are made of spans", () => {
    test.each([
      ["pulsecal", "pulsecal-api", "GET /ingestion/ppg"],
      ["greenstack", "greenstack-api", "upload_iodd"],
    ])(
      "%s: calls and durations by span, with exemplars that lead to the trace",
      async (system, service, span) => {
        const labels = `{system="${system}",service="${service}",environment="prod",span_name="${span}",span_kind="SPAN_KIND_SERVER"}`;
        await holds("span metrics", 60, async () => {
          expect((await promQuery(stack, `traces_span_metrics_calls${labels} > 0`)).length).toBeGreaterThan(
            0,
          );
          const bounds = await promQuery(
            stack,
            `count by (le) (traces_span_metrics_duration_bucket${labels})`,
          );
          const found = bounds.map(({ metric }) => Number(metric.le?.replace("+Inf", "Infinity")));
          expect(found.sort((a, b) => a - b)).toEqual([
            0.005,
            0.025,
            0.1,
            0.25,
            0.5,
            1,
            2,
            5,
            Number.POSITIVE_INFINITY,
          ]);
        });
        await holds("an exemplar whose trace is there", 60, async () => {
          const found = await promExemplars(stack, `traces_span_metrics_duration_bucket${labels}`);
          const ids = found.flatMap(({ exemplars }) =>
            exemplars.map((exemplar) => exemplar.labels.trace_id ?? ""),
          );
          const names = (await spansOfTrace(stack, ids.at(-1) ?? "none")).map(({ name }) => name);
          expect(names).toContain(span);
        });
      },
    );
  });
}
