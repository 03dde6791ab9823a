import { Command, Option } from "commander";
import { canary } from "../services/stack/canary";
import { origin, record } from "../services/stack/canary/telemetry";
import { Canary } from "../simulator/canary/canary";
import type { Servers } from "../simulator/canary/courier";
import { couriers } from "../simulator/canary/courier";
import { baseUrl, port } from "./serve/arguments";
import { endOnSignal } from "./serve/end-on-signal";
import { ownMetrics } from "./serve/own-metrics";
import { runScript } from "./stack/command";

interface Options extends Servers {
  readonly host: string;
  readonly port: number;
}

async function serve({ host, port: number, ...servers }: Options): Promise<void> {
  const metrics = ownMetrics(canary);
  const ways = couriers(origin.service, servers);
  for (const { path } of ways) metrics.tell(record.none(path));
  const running = new Canary({
    couriers: ways,
    logbook: {
      sent: (path) => metrics.tell(record.sent(path)),
      found: (path, seconds) => metrics.tell(record.found(path, seconds)),
      lost: (path) => metrics.tell(record.lost(path)),
    },
  });
  const server = await metrics.serve(host, number);
  endOnSignal(() => {
    running.stop();
    return server.close();
  });
}

runScript(
  new Command("serve-canary")
    .description("Send numbered telemetry through the collector, and look for it where it is kept.")
    .requiredOption("--port <port>", "port of its metrics", port)
    .requiredOption("--otlp <url>", "the collector's OTLP/HTTP receiver, without a path", baseUrl)
    .addOption(new Option("--prometheus <url>", "where metrics are asked for").argParser(baseUrl))
    .addOption(new Option("--loki <url>", "where lines are asked for").argParser(baseUrl))
    .addOption(new Option("--tempo <url>", "where traces are asked for").argParser(baseUrl))
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .action(serve),
);
