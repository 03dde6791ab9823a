import { Command, InvalidArgumentError } from "commander";
import { loadCatalog } from "../catalog";
import { readiness } from "../services/stack/readiness";
import { record } from "../services/stack/readiness/telemetry";
import type { Target } from "../simulator/readiness/check";
import { Prober } from "../simulator/readiness/prober";
import { port } from "./serve/arguments";
import { endOnSignal } from "./serve/end-on-signal";
import { ownMetrics } from "./serve/own-metrics";
import { runScript } from "./stack/command";

type Addresses = Readonly<Record<string, string>>;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly inside: Addresses;
  readonly public: Addresses;
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
  const metrics = ownMetrics(readiness);
  const prober = new Prober({
    targets: [...targets(inside, false), ...targets(outside, true)],
    judged: (...all) => metrics.tell(record.judged(...all)),
    unanswered: () => metrics.tell(record.unanswered()),
  });
  const server = await metrics.serve(host, number);
  endOnSignal(() => {
    prober.stop();
    return server.close();
  });
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
