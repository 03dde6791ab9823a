import { connect } from "node:tls";
import type { HealthEndpoint } from "../../declaration/health";
import { ask, type Check, type Target } from "./check";
import { rateLimitChecks } from "./rate-limit";

const everySeconds = 60;
const patienceMs = 5_000;
/** A certificate that ends sooner is as good as ended: somebody must act. */
const leastDays = 7;
/** Nobody's (RFC 2606). */
const foreignOrigin = "https://belfry-readiness.example";

function headers({ service: { health = [] }, url }: Target): readonly Check[] {
  return health.flatMap(({ name, path, headers: wanted }): readonly Check[] => {
    if (wanted === undefined) return [];
    const holds = async () => {
      const answer = await ask(`${url}${path}`);
      const isThere = Object.entries(wanted).every(([key, value]) => answer.headers.get(key) === value);
      return isThere && !answer.headers.has("x-powered-by");
    };
    return [{ line: "security.security-headers", check: `headers of ${name}`, everySeconds, holds }];
  });
}

/** Whatever the path: an origin that is not one's own must not be told that it may read the answer. */
function origins({ service: { health = [] }, url }: Target): readonly Check[] {
  const path = health[0]?.path ?? "/";
  const asks = { origin: foreignOrigin, "access-control-request-method": "GET" };
  const holds = async () => {
    const answers = await Promise.all(["OPTIONS", "GET"].map((method) => ask(`${url}${path}`, asks, method)));
    return answers.every(({ headers: said }) => {
      const admitted = said.get("access-control-allow-origin");
      return admitted !== "*" && admitted !== foreignOrigin;
    });
  };
  return [{ line: "security.cors-origin", check: "foreign origin", everySeconds, holds }];
}

/** The endpoints that look at nothing are those that may be public. */
function showsNoInternals({ service: { health = [] }, url }: Target): readonly Check[] {
  const internals = health.flatMap(({ checks = [] }) => checks);
  const isPublic = ({ checks = [] }: HealthEndpoint) => checks.length === 0;
  return health.filter(isPublic).map(({ name, path }) => ({
    line: "security.health-without-internals",
    check: `body of ${name}`,
    everySeconds,
    holds: async () => {
      const { body } = await ask(`${url}${path}`);
      return internals.every((internal) => !body.includes(`"${internal}"`));
    },
  }));
}

function metricsAreInternal({ service: { delivery }, url, isPublic }: Target): readonly Check[] {
  if (!isPublic || delivery.by !== "scrape") return [];
  const holds = async () => {
    const { status, body } = await ask(`${url}${delivery.path}`);
    return status !== 200 && !body.includes("# HELP");
  };
  return [{ line: "security.metrics-internal", check: delivery.path, everySeconds, holds }];
}

/** Chain and name are Node's to judge; an untrusted one is a verdict, no answer is none. */
function certificate({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || 443, servername: hostname }, () => {
      const end = Date.parse(socket.getPeerCertificate().valid_to);
      socket.destroy();
      resolve(end - Date.now() > leastDays * 86_400_000);
    });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("no answer")));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const isNoAnswer = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"];
      if (error.message === "no answer" || isNoAnswer.includes(error.code ?? "")) reject(error);
      else resolve(false);
    });
  });
}

function encrypted({ url, isPublic }: Target): readonly Check[] {
  if (!isPublic) return [];
  const address = new URL(url);
  const holds = async () => address.protocol === "https:" && (await certificate(address));
  return [{ line: "security.tls", check: "certificate", everySeconds, holds }];
}

/** Everything that can be tried of a service by what is declared of it. */
export function checksOf(target: Target): readonly Check[] {
  const ways = [headers, origins, showsNoInternals, metricsAreInternal, encrypted, rateLimitChecks];
  return ways.flatMap((way) => way(target));
}
