import { loadCatalog } from "../../../catalog";
import { checklist } from "../../../policy/checklist";
import { printQuery } from "../../../queries/print";
import { questionsFor } from "../../../scripts/readiness/questions";
import { runtimeEvidence } from "../../../scripts/readiness/runtime-evidence";
import { type Listening, listen } from "../../../simulator/listen";

const questions = questionsFor(loadCatalog());
const now = new Date("2026-01-20T12:00:00Z");
let server: Listening | undefined;
afterEach(() => server?.close());

/** A Prometheus that knows the numbers of the queries that hold such a text. */
async function knowing(numbers: Readonly<Record<string, number>>): Promise<string> {
  server = await listen("127.0.0.1", 0, ({ body }) => {
    const query = new URLSearchParams(body).get("query") ?? "";
    const [, number] = Object.entries(numbers).find(([text]) => query.includes(text)) ?? [];
    const result = number === undefined ? [] : [{ metric: {}, value: [0, String(number)] }];
    return { status: 200, body: { status: "success", data: { resultType: "vector", result } } };
  });
  return `http://127.0.0.1:${server.port}`;
}

test("each question is about a line that a probe settles, or a drill where it says so", () => {
  for (const { line, kind = "probed" } of questions) {
    expect(checklist.find(({ id }) => id === line)).toMatchObject({ judgedBy: kind });
  }
});

test("the restore drill is evidence for belfry's own databases, and worth a quarter of a year", async () => {
  const url = await knowing({
    belfry_restore_recovery_time_seconds: 7,
    belfry_restore_last_success_timestamp_seconds: Date.parse("2026-01-20T06:00:00Z") / 1000,
  });
  expect(await runtimeEvidence(url, questions, now)).toEqual([
    {
      ...{ line: "backup.disaster-recovery", kind: "drilled", system: "belfry", by: "the restore drill" },
      ...{ passed: true, detail: "the last backups were restored and read within 7 s" },
      ...{ at: "2026-01-20T06:00:00.000Z", until: "2026-04-20T06:00:00.000Z" },
    },
  ]);
});

test("what the prober has seen is as old as its last try, and counts for a day", async () => {
  const of = 'of="ragbase/ragbase-backend", line="security.cors-origin", check="foreign origin"';
  const passed = `belfry_readiness_passed{system="belfry", service="readiness", ${of}}`;
  const checked = `belfry_readiness_checked_timestamp_seconds{system="belfry", service="readiness", ${of}}`;
  const tried = Date.parse("2026-01-20T11:59:00Z") / 1000;
  const url = await knowing({ [passed]: 0, [checked]: tried });
  expect(await runtimeEvidence(url, questions, now)).toEqual([
    {
      line: "security.cors-origin",
      kind: "probed",
      system: "ragbase",
      by: "belfry's prober",
      passed: false,
      detail: "ragbase/ragbase-backend, foreign origin, was tried and did not hold",
      at: "2026-01-20T11:59:00.000Z",
      until: "2026-01-21T11:59:00.000Z",
    },
  ]);
});

test("of several services the line of their system holds when it holds for each", async () => {
  const health = (service: string, value: number) => ({
    [`min (probe_success{system="ragbase", service="${service}", check="all"})`]: value,
  });
  const url = await knowing({ ...health("ragbase-backend", 1), ...health("ragbase-ai-worker", 0) });
  const found = await runtimeEvidence(url, questions, now);
  expect(found.map(({ line, passed, detail }) => [line, passed, detail])).toEqual([
    ["infrastructure.health-checks", false, "an endpoint of ragbase/ragbase-ai-worker does not"],
  ]);
});

test("a limit that held proves nothing of those that nobody tries", async () => {
  const of = 'of="newsletter/newsletter-api", line="security.rate-limiting", check="limit of *"';
  const url = await knowing({ [`belfry_readiness_passed{system="belfry", service="readiness", ${of}}`]: 1 });
  expect(await runtimeEvidence(url, questions, now)).toMatchObject([
    {
      ...{ line: "security.rate-limiting", system: "newsletter", passed: true },
      detail: "newsletter/newsletter-api, limit of *, was tried and held",
      untried:
        "limit of /api/register (it counts only what changes something), limit of /api/preferences (it counts only what changes something)",
    },
  ]);
});

test.each([
  [0, true, "100.0 %"],
  [0.25, true, "75.0 %"],
  [1, false, "0.0 %"],
])("of the messages to the webhook a share of %s was lost", async (lost, passed, share) => {
  const url = await knowing({
    'alertmanager_notifications_failed_total{system="belfry", service="alertmanager", integration="webhook", receiver_name=~"ragbase/.*"}':
      lost,
  });
  expect(await runtimeEvidence(url, questions, now)).toMatchObject([
    {
      ...{ line: "monitoring.webhook-tested", system: "ragbase", passed },
      detail: `the webhook has acknowledged ${share} of its messages of the last 30 days`,
    },
  ]);
});

test("lines are searchable when 19 of 20 are found within 30 s", async () => {
  const lag = 'belfry_canary_lag_seconds_bucket{system="belfry", service="canary", path="log"}';
  const [slow] = await runtimeEvidence(await knowing({ [lag]: 31 }), questions, now);
  expect(slow).toMatchObject({ line: "monitoring.logs-searchable", passed: false });
  await server?.close();
  const [quick] = await runtimeEvidence(await knowing({ [lag]: 2 }), questions, now);
  expect(quick).toMatchObject({
    passed: true,
    detail: "19 of 20 lines were found within 2.0 s in the last hour",
  });
});

test("a month of which a tenth is missing is not asked about", () => {
  const uptime = questions.find(({ line }) => line === "monitoring.uptime");
  expect(uptime && printQuery(uptime.query.expression)).toContain(">= 155520");
});

test("without an answer the address and a fix are named", async () => {
  await expect(runtimeEvidence("http://127.0.0.1:1", questions, now)).rejects.toThrow(
    "No Prometheus answers at http://127.0.0.1:1. Fix: start the stack, or name another with --prometheus.",
  );
});
