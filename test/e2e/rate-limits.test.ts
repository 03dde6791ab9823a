import { loadCatalog } from "../../catalog";
import type { RateLimit } from "../../declaration/checklist";
import type { Service } from "../../declaration/service";
import { limitOf } from "../../simulator/rate-limiter";
import { sharedStack } from "./support/shared-stack";

// Rate limits as a client sees them. A client of the documentation's network asks, so that nobody else's limit is used.

const stack = sharedStack();
const cases = loadCatalog().flatMap((service) =>
  (service.rateLimits ?? []).map((limit, i) => [`${service.id} ${limit.paths}`, service, limit, i] as const),
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

test.each(cases)(
  "%s: as many as are allowed, then 429 with what is declared",
  async (_, service, limit, i) => {
    const { method, path } = requestUnder(service, limit);
    const url = `${stack.url(`simulator-${service.origin.service}`)}${path}`;
    const ask = (client: string) => fetch(url, { method, headers: { "x-forwarded-for": client } });
    const client = `192.0.2.${i + 1}`;
    for (let asked = 0; asked < limit.requests; asked += 1) {
      const { status } = await ask(client);
      expect([asked, status === 429]).toEqual([asked, false]);
    }
    const refused = await ask(client);
    expect(refused.status).toBe(429);
    for (const [name, value] of Object.entries(limit.headers ?? {})) {
      expect([name, refused.headers.get(name)]).toEqual([name, value]);
    }
    if (limit.body) expect(await refused.json()).toEqual(limit.body);
    expect((await ask(`198.51.100.${i + 1}`)).status).not.toBe(429);
  },
);

const open = loadCatalog().flatMap(({ origin, rateLimits = [], health = [] }) =>
  rateLimits.length === 0
    ? []
    : health
        .filter(({ path }) => limitOf(rateLimits, path) === undefined)
        .map(({ path }) => [origin.service, path] as const),
);

test.each(open)("%s%s is never refused", async (service, path) => {
  const headers = { "x-forwarded-for": "192.0.2.200" };
  for (let asked = 0; asked < 110; asked += 1) {
    const { status } = await fetch(`${stack.url(`simulator-${service}`)}${path}`, { headers });
    expect([asked, status]).toEqual([asked, 200]);
  }
});
