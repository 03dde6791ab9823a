import { setTimeout as wait } from "node:timers/promises";
import type { Operation } from "../declaration/behaviour";
import type { Effects } from "../declaration/effects";
import { admitsAll, brokenChecks, lagSeconds } from "../declaration/effects";
import type { HealthEndpoint } from "../declaration/health";
import type { Service } from "../declaration/service";
import type { Reply, Request } from "./listen";
import type { MetricSink } from "./metric-sink";
import type { Player } from "./player";
import { PrometheusMetrics } from "./prometheus-metrics";
import { limitOf, RateLimiter } from "./rate-limiter";

const placeholder = /^(?::.+|\{.+\}|\[.+\])$/;

/** Does a path belong to a route template? Placeholders are written `:id`, `{id}` or `[id]`. */
export function matchesRoute(template: string, path: string): boolean {
  const wanted = template.split("/");
  const given = path.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (placeholder.test(part) ? given[i] !== "" : part === given[i]))
  );
}

/** A health endpoint's answer under some effects. */
export async function healthReply(
  endpoint: HealthEndpoint,
  effects: Effects,
  process: { readonly uptimeSeconds: number; readonly version: string },
): Promise<Reply> {
  const { status = { healthy: 200, failing: 503 }, checks: names = [] } = endpoint;
  await wait(lagSeconds(effects, names) * 1000);
  const broken = brokenChecks(effects);
  const checks = Object.fromEntries(names.map((check) => [check, !broken.has(check)]));
  const healthy = Object.values(checks).every(Boolean);
  return {
    status: healthy ? status.healthy : status.failing,
    body: endpoint.body({ time: new Date(), ...process, checks, healthy }),
    ...(endpoint.headers ? { headers: endpoint.headers } : {}),
  };
}

/** The metrics as Prometheus asks for them. */
export async function metricsReply(metrics: PrometheusMetrics): Promise<Reply> {
  return { status: 200, body: await metrics.text(), headers: { "content-type": metrics.contentType } };
}

function operationFor(service: Service, { method, path }: Request): Operation | undefined {
  return service.behaviour.operations.find(
    (operation) => operation.method === method && matchesRoute(operation.route, path),
  );
}

/** The first address of x-forwarded-for, as the five systems read it; who sends none is one client. */
function clientOf({ headers }: Request): string {
  return [headers["x-forwarded-for"]].flat()[0]?.split(",")[0]?.trim() ?? "";
}

/** An id that the caller has given is kept; both ids are on the answer, as the five systems do it. */
async function operationReply(
  operation: Operation,
  request: Request,
  { service, player, limiter }: Context,
): Promise<Reply> {
  const given = [request.headers["x-request-id"], request.headers["x-trace-id"]].flat().find(Boolean);
  const refused = limiter.refusal(clientOf(request), request.path) ? "429" : undefined;
  const { status, requestId, traceId } = await player.request(operation, given, refused);
  const ids = { "x-request-id": requestId, "x-trace-id": traceId };
  if (status === "429") return refusalReply(service, request.path, ids);
  return {
    status: Number(status),
    headers: ids,
    ...(status === "204" || status === "304" ? {} : { body: { status: Number(status) } }),
  };
}

/** A refused request gets the headers and the body that are declared. */
function refusalReply({ rateLimits = [] }: Service, path: string, ids: Record<string, string>): Reply {
  const limit = limitOf(rateLimits, path);
  return { status: 429, headers: { ...ids, ...limit?.headers }, body: limit?.body ?? { status: 429 } };
}

/** What a service that lets everybody in says to a browser. */
function withOrigin({ headers: { origin } }: Request, reply: Reply, effects: Effects): Reply {
  if (origin === undefined || !admitsAll(effects)) return reply;
  const open = { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
  return { ...reply, headers: { ...reply.headers, ...open } };
}

interface Context {
  readonly service: Service;
  readonly player: Player;
  readonly limiter: RateLimiter;
}

/** Answers as the service does: metrics and health first, then its operations. */
export function answer(service: Service, player: Player, metrics: MetricSink, effects: () => Effects) {
  const context = { service, player, limiter: new RateLimiter(service.rateLimits ?? []) };
  const reply = (request: Request): Reply | Promise<Reply> => {
    const { delivery, health = [], version, port } = service;
    const scraped = delivery.by === "scrape" && (port === undefined || delivery.port === port);
    if (scraped && request.path === delivery.path && metrics instanceof PrometheusMetrics) {
      return metricsReply(metrics);
    }
    const endpoint = request.method === "GET" && health.find(({ path }) => path === request.path);
    if (endpoint) {
      return healthReply(endpoint, effects(), { uptimeSeconds: player.uptimeSeconds, version });
    }
    const operation = operationFor(service, request);
    return operation ? operationReply(operation, request, context) : { status: 404, body: { status: 404 } };
  };
  return async (request: Request): Promise<Reply> => withOrigin(request, await reply(request), effects());
}
