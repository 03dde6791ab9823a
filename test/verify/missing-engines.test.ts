import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { contentToProve } from "../../scripts/verify/content";
import { proveRunbookQueries } from "../../verify/panels/runbook-queries";
import type { Stores } from "../../verify/panels/store";
import { prove } from "../../verify/proof";
import { holds } from "../../verify/report/summary";
import { synthesise } from "../../verify/series/synthesis";

const [service] = loadCatalog().filter(({ id }) => id === "pulsecal/pulsecal-api");
if (!service) throw new Error("no pulsecal");
const empty = mkdtempSync(join(tmpdir(), "belfry-no-engine-"));
afterAll(() => rmSync(empty, { recursive: true }));

test("what a missing engine would have proven is skipped, never passed, and the fix is named", async () => {
  const env = jest.replaceProperty(process, "env", { ...process.env, PATH: "", BELFRY_CACHE: empty });
  try {
    const { checks, missing } = await prove(contentToProve([service], []), {
      areas: ["alerts", "panels", "routing"],
    });
    const others = checks.filter(({ area }) => area !== "runbooks");
    expect(others.map(({ area, subject, outcome }) => [area, subject, outcome])).toEqual(
      ["alerts", "panels", "routing"].map((area) => [area, service.id, "skipped"]),
    );
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(["skipped"]));
    expect(checks.filter(({ area }) => area === "runbooks").length).toBeGreaterThan(10);
    expect(holds(checks)).toBe(false);
    for (const one of ["promtool", "prometheus", "loki", "tempo", "the routing program"]) {
      expect(missing.some((text) => text.startsWith(`${one} cannot be`))).toBe(true);
    }
  } finally {
    env.restore();
  }
});

test("a folder that holds what an earlier proof left is refused, since its lines would be read again", async () => {
  const keep = mkdtempSync(join(empty, "kept-"));
  writeFileSync(join(keep, "cases.json"), "{}");
  const proving = prove(contentToProve([service], []), { areas: ["weight"], keep });
  await expect(proving).rejects.toThrow(`--keep ${keep}: something is in it already. Fix: name a folder`);
});

test("a runbook's query that nobody can be asked is skipped", async () => {
  const runbooks = { "shop/api/Slow.md": '```logql\n{a="b"}\n```\n\n```traceql\n{ status = error }\n```\n' };
  const stores = { prometheus: { url: "", stop: async () => {} }, now: 0 } as unknown as Stores;
  const checks = await proveRunbookQueries(stores, { ...contentToProve([service], []), runbooks });
  const common = { area: "runbooks", subject: "shop/api/Slow", outcome: "skipped" };
  expect(checks).toEqual([
    { ...common, claim: "its loglines query is taken", detail: "loki cannot be had" },
    { ...common, claim: "its traceql query is taken", detail: "tempo cannot be had" },
  ]);
});

test("a native histogram is refused by name, with the fix", () => {
  const [name, histogram] =
    Object.entries(service.metrics).find(([, { kind }]) => kind === "histogram") ?? [];
  if (!name || !histogram) throw new Error("no histogram");
  const native = { ...histogram, buckets: [], native: true };
  const changed = { ...service, metrics: { ...service.metrics, [name]: native } };
  const fault = {
    effects: [
      {
        effect: "sends" as const,
        emits: () => [{ kind: "observe" as const, metric: native, labels: {}, value: 1 }],
      },
    ],
    from: 0,
    to: 30,
  };
  const scenario = { name: "test", service: changed, beside: [], begin: 0, seconds: 60, load: 0, fault };
  expect(() => synthesise(scenario, { place: {} })).toThrow(
    `${histogram.name} is a native histogram. Fix: give it buckets`,
  );
});
