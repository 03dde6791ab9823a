import { randomBytes } from "node:crypto";
import { loadCatalog } from "../../catalog";
import type { RateLimit } from "../../declaration/checklist";
import type { Service } from "../../declaration/service";
import { limitOf } from "../../simulator/rate-limiter";
import { sharedStack } from "./support/shared-stack";

// Rate limits as a client sees them.

const stack = sharedStack();
/** An address of the documentation's network that nobody has asked from: some windows last an hour. */
const newClient = () => `2001:db8::${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`;
const services = loadCatalog();
const cases = services.flatMap((service) =>
  (service.rateLimits ?? []).map((limit) => [`${service.id} ${limit.paths}`, service, limit] as const),
);

/** A request that falls under the limit, as the service is asked on a normal day. */
function requestUnder({ behaviour, rateLimits = [] }: Service, limit: RateLimit) {
  const requests = behaviour.operations.map(({ method, route }) => ({
    method,
    path: route.replace(/:\w+|\{\w+\}|\[\w+\]/g, "1"),
  }));
  const found = requests.find(({ path }) => limitOf(rateLimits, path) === limit);
  if (!found) throw new Error(`no operation falls under ${limit.paths}`);
  return found;
}

test.each(cases)("%s: as many as are allowed, then 429 with what is declared", async (_, service, limit) => {
  const { method, path } = requestUnder(service, limit);
  const url = `${stack.url(`simulator-${service.origin.service}`)}${path}`;
  const ask = (client: string) => fetch(url, { method, headers: { "x-forwarded-for": client } });
  const client = newClient();
  const allowed: number[] = [];
  while (allowed.length < limit.requests) {
    // Many at once: on a busy machine a thousand, one after the other, last longer than the window.
    const many = Array.from({ length: Math.min(50, limit.requests - allowed.length) }, () => ask(client));
    allowed.push(...(await Promise.all(many)).map(({ status }) => status));
  }
  expect(allowed.filter((status) => status === 429)).toEqual([]);
  const refused = await ask(client);
  expect(refused.status).toBe(429);
  for (const [name, value] of Object.entries(limit.headers ?? {})) {
    expect([name, refused.headers.get(name)]).toEqual([name, value]);
  }
  if (limit.body) expect(await refused.json()).toEqual(limit.body);
  expect((await ask(newClient())).status).not.toBe(429);
});

const open = services.flatMap(({ origin, rateLimits = [], health = [] }) =>
  rateLimits.length === 0
    ? []
    : health
        .filter(({ path }) => limitOf(rateLimits, path) === undefined)
        .map(({ path }) => [origin.service, path] as const),
);

test.each(open)("%s%s is never refused", async (service, path) => {
  const headers = { "x-forwarded-for": newClient() };
  const url = `${stack.url(`simulator-${service}`)}${path}`;
  const answers = await Promise.all(Array.from({ length: 110 }, () => fetch(url, { headers })));
  expect(answers.filter(({ status }) => status === 429)).toEqual([]);
});
