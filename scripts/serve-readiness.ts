import { Command, InvalidArgumentError } from "commander";
import { loadCatalog } from "../catalog";
import type { Emission } from "../declaration/emission";
import { readiness } from "../services/stack/readiness";
import { record } from "../services/stack/readiness/telemetry";
import { listen } from "../simulator/listen";
import { PrometheusMetrics } from "../simulator/prometheus-metrics";
import type { Target } from "../simulator/readiness/check";
import { Prober } from "../simulator/readiness/prober";
import { metricsReply } from "../simulator/routes";
import { runScript } from "./stack/command";

type Addresses = Readonly<Record<string, string>>;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly inside: Addresses;
  readonly public: Addresses;
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw new InvalidArgumentError("Use a number from 0 (any free one) to 65535.");
}

/** `system/service=http://host:port`. */
function address(text: string, before: Addresses): Addresses {
  const [id = "", url = ""] = text.split(/=(.*)/s);
  if (!URL.canParse(url)) throw new InvalidArgumentError("Use system/service=URL.");
  return { ...before, [id]: url.replace(/\/+$/, "") };
}

function targets(addresses: Addresses, isPublic: boolean): readonly Target[] {
  const services = loadCatalog();
  return Object.entries(addresses).map(([id, url]) => {
    const service = services.find((one) => one.id === id);
    if (!service) throw new Error(`There is no service ${id}. Fix: name one of the catalog.`);
    return { service, url, isPublic };
  });
}

async function serve({ host, port: number, inside, public: outside }: Options): Promise<void> {
  const metrics = new PrometheusMetrics(readiness);
  const tell = (emissions: readonly Emission[]) => {
    for (const one of emissions) {
      if (one.kind === "count") metrics.count(one.metric, one.labels, one.by);
      if (one.kind === "set") metrics.set(one.metric, one.labels, one.value);
    }
  };
  const prober = new Prober({
    targets: [...targets(inside, false), ...targets(outside, true)],
    judged: (...all) => tell(record.judged(...all)),
    unanswered: () => tell(record.unanswered()),
  });
  const server = await listen(host, number, () => metricsReply(metrics));
  console.error(`readiness: metrics on port ${server.port}`);
  const end = async () => {
    prober.stop();
    await server.close();
    process.exit(0);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

runScript(
  new Command("serve-readiness")
    .description("Try the production checklist from outside, again and again.")
    .requiredOption("--port <port>", "port of its metrics", port)
    .option("--inside <service=url>", "a service where its neighbours reach it (repeatable)", address, {})
    .option("--public <service=url>", "a service where the public reaches it (repeatable)", address, {})
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .action(serve),
);
