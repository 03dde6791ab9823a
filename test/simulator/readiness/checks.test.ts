import { newsletter } from "../../../services/newsletter";
import { pulsecal } from "../../../services/pulsecal";
import { ragbase } from "../../../services/ragbase";
import { type Listening, listen, type Reply, type Request } from "../../../simulator/listen";
import { checksOf } from "../../../simulator/readiness/checks";
import { rateLimitChecks, untriedLimits } from "../../../simulator/readiness/rate-limit";

/** RAGBase's backend as it should be; each test makes one thing wrong. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const health = { status: 200, headers: { "content-security-policy": policy }, body: { status: "ok" } };
// A hundred requests take long where many tests run at once.
jest.setTimeout(60_000);
let asked: Request[] = [];
let server: Listening | undefined;

afterEach(() => server?.close());

async function serving(answer: (request: Request) => Reply): Promise<string> {
  asked = [];
  server = await listen("127.0.0.1", 0, (request) => {
    asked.push(request);
    return answer(request);
  });
  return `http://127.0.0.1:${server.port}`;
}

async function verdicts(answer: (request: Request) => Reply, isPublic = false) {
  const url = await serving(answer);
  const checks = checksOf({ service: ragbase, url, isPublic });
  const found = await Promise.all(checks.map(async ({ line, holds }) => [line, await holds()] as const));
  return Object.fromEntries(found);
}

/** Counts a client's requests as ragbase does, and refuses the hundred and first with `refusal`. */
function limited(refusal: Reply, of: (request: Request) => Reply): (request: Request) => Reply {
  let requests = 0;
  return (request) => {
    if (!request.path.startsWith("/api/")) return of(request);
    requests += 1;
    return requests > 100 ? refusal : { status: 200 };
  };
}

const refused: Reply = { status: 429, headers: { "retry-after": "60" } };

test("a service that keeps to its declaration passes every line that can be tried where it runs", async () => {
  expect(await verdicts(limited(refused, () => health))).toEqual({
    "security.security-headers": true,
    "security.cors-origin": true,
    "security.health-without-internals": true,
    "security.rate-limiting": true,
  });
});

test("each attempt counts for nobody, and says who it is", async () => {
  await verdicts(limited(refused, () => health));
  const limits = asked.filter(({ path }) => path.startsWith("/api/"));
  expect(limits).toHaveLength(101);
  expect(new Set(limits.map(({ method }) => method))).toEqual(new Set(["GET"]));
  expect(new Set(limits.map(({ headers }) => headers["x-forwarded-for"])).size).toBe(1);
  expect(limits[0]?.headers["x-forwarded-for"]).toMatch(/^192\.0\.2\.\d+$/);
  expect(limits[0]?.headers["user-agent"]).toBe("belfry-readiness");
});

const lost: readonly (readonly [string, string, (request: Request) => Reply])[] = [
  ["security.security-headers", "no policy", () => ({ ...health, headers: {} })],
  [
    "security.security-headers",
    "another policy",
    () => ({ ...health, headers: { "content-security-policy": "default-src *" } }),
  ],
  [
    "security.security-headers",
    "its maker",
    () => ({ ...health, headers: { ...health.headers, "x-powered-by": "Express" } }),
  ],
  [
    "security.cors-origin",
    "whoever asks let in",
    ({ headers }) => ({
      ...health,
      headers: { ...health.headers, "access-control-allow-origin": String(headers.origin) },
    }),
  ],
  [
    "security.cors-origin",
    "all let in",
    () => ({ ...health, headers: { ...health.headers, "access-control-allow-origin": "*" } }),
  ],
  [
    "security.health-without-internals",
    "its database shown",
    () => ({ ...health, body: { database: true } }),
  ],
];

test.each(lost)(
  "%s does not hold with %s, and nothing else is refuted by it",
  async (line, _wrong, answer) => {
    const found = await verdicts(limited(refused, answer));
    expect(Object.keys(found).filter((one) => found[one] === false)).toEqual([line]);
  },
);

test.each([
  ["500 as its code stands", { status: 500 }],
  ["429 without a Retry-After", { status: 429 }],
  ["an answer like any other", { status: 200 }],
])("a limit that is passed with %s is not enforced", async (_how, reply) => {
  const found = await verdicts(limited(reply, () => health));
  expect(found["security.rate-limiting"]).toBe(false);
});

test("who declares no Retry-After need not send it", async () => {
  const [limit] = ragbase.rateLimits ?? [];
  if (limit === undefined) throw new Error("no limit");
  const { headers, ...plain } = limit;
  expect(headers).toHaveProperty("retry-after");
  const url = await serving(limited({ status: 429 }, () => health));
  const check = rateLimitChecks({
    service: { ...ragbase, rateLimits: [plain] },
    ...{ url, isPublic: false },
  })[0];
  expect(await check?.holds()).toBe(true);
});

test("so slow a series of requests that its window ends says nothing of the limit", async () => {
  const [limit] = ragbase.rateLimits ?? [];
  if (limit === undefined) throw new Error("no limit");
  const short = { ...ragbase, rateLimits: [{ ...limit, requests: 3, window: "1s" as const }] };
  server = await listen("127.0.0.1", 0, async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { status: 200 };
  });
  const url = `http://127.0.0.1:${server.port}`;
  const slow = rateLimitChecks({ service: short, url, isPublic: false })[0];
  await expect(slow?.holds()).rejects.toThrow("4 requests took longer than 1s");
});

test("an ill service says nothing of its limits", async () => {
  const url = await serving(() => ({ status: 503 }));
  const limit = checksOf({ service: ragbase, url, isPublic: false }).find(
    ({ line }) => line === "security.rate-limiting",
  );
  await expect(limit?.holds()).rejects.toThrow("answers 503");
});

test("a service that does not answer has no verdict", async () => {
  const checks = checksOf({ service: ragbase, url: "http://127.0.0.1:1", isPublic: true });
  const outcomes = await Promise.allSettled(
    checks.filter(({ line }) => line !== "security.tls").map(({ holds }) => holds()),
  );
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
});

test("at the public address plain HTTP and readable metrics are refuted", async () => {
  const found = await verdicts(
    limited(refused, ({ path }) => (path === "/metrics" ? { status: 200, body: "# HELP up x" } : health)),
    true,
  );
  expect(found).toMatchObject({ "security.tls": false, "security.metrics-internal": false });
});

test("a proxy that closes /metrics keeps it internal", async () => {
  const found = await verdicts(
    limited(refused, ({ path }) => (path === "/metrics" ? { status: 403 } : health)),
    true,
  );
  expect(found["security.metrics-internal"]).toBe(true);
});

test("a limit that only counts what changes something is left alone", () => {
  const checks = checksOf({ service: pulsecal, url: "http://127.0.0.1:1", isPublic: false });
  const limits = checks.filter(({ line }) => line === "security.rate-limiting").map(({ check }) => check);
  expect(limits).toEqual(["limit of *"]);
});

test("a limit that nobody tries is named, with why", () => {
  expect(untriedLimits(pulsecal)).toHaveLength(1);
  expect(untriedLimits(newsletter)).toEqual([
    "limit of /api/register (it counts only what changes something)",
    "limit of /api/preferences (it counts only what changes something)",
  ]);
  expect(untriedLimits(ragbase)).toEqual([]);
  const [limit] = ragbase.rateLimits ?? [];
  if (limit === undefined) throw new Error("no limit");
  expect(untriedLimits({ ...ragbase, rateLimits: [{ ...limit, requests: 1000 }] })).toEqual([
    "limit of * (1000 requests are a load test)",
  ]);
});
