import { once } from "node:events";
import { createServer } from "node:http";
import { placeVariables } from "../../dashboards/variables";
import type { Panel } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { rate, value } from "../../queries/promql";
import { provePanel } from "../../verify/panels/prove";
import type { ShippedPanel } from "../../verify/panels/questions";
import type { Stores } from "../../verify/panels/store";
import { historySeconds } from "../../verify/panels/store";
import { panelNotes } from "../../verify/report/panel-notes";
import { stepSeconds } from "../../verify/series/scenario";
import { ask } from "../../verify/servers/server";
import { metrics, shop, spans } from "../dashboards/shop";

// A server that says what a test wants it to say stands in for Prometheus: so the proof can be seen to fail.

const now = 1_800_000_000;
const origin = { system: "shop", service: "api" };

interface Asked {
  readonly query: string;
  readonly time: number;
}
/** Numbers, at once or after more than three seconds. */
type Reply = (asked: Asked) => readonly number[] | "late" | "refuse" | "hang";

let reply: Reply = () => [];
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://prometheus");
  const send = (status: number, data: unknown) => response.writeHead(status).end(JSON.stringify({ data }));
  if (pathname.endsWith("/values")) return send(200, ["local"]);
  const time = Number(searchParams.get("end") ?? searchParams.get("time"));
  const values = reply({ query: searchParams.get("query") ?? "", time });
  if (values === "hang") return;
  if (values === "refuse") return send(400, "too many samples");
  const seen = values === "late" ? [3] : values;
  const result = seen.map((one) => ({
    metric: { ...origin, queue: "mail" },
    values: [[time, String(one)]],
  }));
  setTimeout(() => send(200, { resultType: "matrix", result }), values === "late" ? 3100 : 0);
});

let stores: Stores;
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  stores = {
    prometheus: { url: `http://127.0.0.1:${port}`, stop: async () => undefined },
    loki: undefined,
    tempo: undefined,
    now,
    played: new Map(),
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const texts = { depth: "depth{…}", crashes: "rate(crashes_total{…}[75s])" };

function shipped(declared: Panel): ShippedPanel {
  const queries = Object.entries(declared.queries);
  return {
    page: {
      ...{ uid: "shop", title: "Shop", description: "", file: "shop.json", links: [] },
      tags: ["system:shop", "service:api"],
      variables: placeVariables,
      rows: [{ title: "Row", panels: [declared] }],
    },
    panel: declared,
    unit: "short",
    questions: queries.map(([legend, { language }]) => ({
      ...{ legend, shown: legend, language, instant: false },
      text: legend === "traces" ? "{}" : `${texts[legend as keyof typeof texts]} $environment`,
    })),
  };
}

/** Claims that fail, with what was found; each test has stores of its own, since answers are remembered. */
async function failures(declared: Panel, told: Reply, played: Stores["played"] = new Map()) {
  reply = told;
  const checks = await provePanel({ ...stores, played }, shipped(declared), { services: [shop()] });
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  return { checks, failed: failed.map(({ claim, detail }) => [claim, detail]) };
}

const depth = panel("Depth", "How many wait.", { depth: value(metrics.depth) });
const both = panel(
  "Both",
  "How many wait, how many died.",
  { depth: value(metrics.depth), crashes: rate(metrics.crashes, "$__rate_interval") },
  { dataUnder: "errors" },
);
const present: Reply = ({ time }) => (time === now ? [3] : []);

test("a panel that answers, and is empty over an empty store, is proven", async () => {
  const { failed, checks } = await failures(depth, present);
  expect(failed).toEqual([]);
  expect(checks.map(({ claim }) => claim)).toEqual([
    "has the unit of its metric",
    "is empty over an empty store",
    '"depth" returns data: environment=local',
    '"depth" answers within 3 s',
  ]);
  expect(panelNotes(checks)).toEqual([
    "numbers held against what was played: 0 of 1 questions to Prometheus",
    expect.stringMatching(/^slowest answer: \d+\.\d\d s, shop\/api\/Shop: Depth$/),
  ]);
});

test("an answer over an empty store is noticed", async () => {
  const { failed } = await failures(depth, () => [0]);
  expect(failed).toEqual([
    ["is empty over an empty store", `it answers even so: ${texts.depth} $environment`],
  ]);
});

test("a query that is refused over an empty store is not empty there", async () => {
  const { failed } = await failures(depth, (asked) => (asked.time === now ? [3] : "refuse"));
  expect(failed).toEqual([
    ["is empty over an empty store", expect.stringMatching(/^400 .*too many samples.*: depth/)],
  ]);
});

test("each question has data under the fault, not one of them alone", async () => {
  const { failed } = await failures(both, (asked) => (asked.query.startsWith("depth") ? present(asked) : []));
  expect(failed).toEqual([
    ['"crashes" returns data: environment=api.errors', `no data: ${texts.crashes} $environment`],
  ]);
});

test("a fault that no service has is noticed", async () => {
  const { failed } = await failures({ ...both, dataUnder: "flood" }, present);
  expect(failed).toEqual([["returns data", 'no service that it reads has the fault "flood"']]);
});

test("a number that is not what was played is noticed", async () => {
  const samples = Array.from({ length: historySeconds / stepSeconds + 1 }, () => 4);
  const labels = { ...origin, environment: "local", queue: "mail" };
  const played = new Map([["depth", [{ name: "depth", labels, samples }]]]);
  const { failed, checks } = await failures(depth, present, played);
  expect(failed).toEqual([
    ['"depth" shows what was played: environment=local', expect.stringContaining("played was 4")],
  ]);
  expect(panelNotes(checks)[0]).toBe("numbers held against what was played: 1 of 1 questions to Prometheus");
});

test("answers that all come late are noticed, and their data is judged even so", async () => {
  const { failed, checks } = await failures(depth, (asked) => (asked.time === now ? "late" : []));
  expect(failed).toEqual([['"depth" answers within 3 s', expect.stringMatching(/^it took 3\.\d s: depth/)]]);
  expect(panelNotes(checks)[1]).toMatch(/^slowest answer: 3\.\d\d s, /);
}, 20_000);

test("one late answer does not count where the next one comes in time", async () => {
  let times = 0;
  const once: Reply = (asked) => {
    times += asked.time === now ? 1 : 0;
    return asked.time === now && times === 1 ? "late" : present(asked);
  };
  expect((await failures(depth, once)).failed).toEqual([]);
  expect(times).toBe(2);
}, 10_000);

test("an answer that does not come is not waited for", async () => {
  reply = () => "hang";
  const asked = ask(`${stores.prometheus.url}/api/v1/query?query=up`, { seconds: 0.2 });
  await expect(asked).rejects.toThrow("there was no answer within 0.2 s");
});

test("a panel whose server cannot be had is skipped with the reason", async () => {
  const traces = panel(
    "Traces",
    "Slow ones.",
    { traces: { language: "traceql", spans } },
    { view: "traces" },
  );
  const { checks } = await failures(traces, present);
  expect(checks).toEqual([
    {
      ...{ area: "panels", subject: "shop/api/Shop: Traces", claim: "returns data", outcome: "skipped" },
      detail: "its server cannot be had",
    },
  ]);
});
