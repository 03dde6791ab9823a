import { Command, InvalidArgumentError, Option } from "commander";
import type { Emission } from "../declaration/emission";
import { canary } from "../services/stack/canary";
import { origin, record } from "../services/stack/canary/telemetry";
import { Canary } from "../simulator/canary/canary";
import type { Servers } from "../simulator/canary/courier";
import { couriers } from "../simulator/canary/courier";
import { listen } from "../simulator/listen";
import { PrometheusMetrics } from "../simulator/prometheus-metrics";
import { metricsReply } from "../simulator/routes";
import { runScript } from "./stack/command";

interface Options extends Servers {
  readonly host: string;
  readonly port: number;
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw new InvalidArgumentError("Use a number from 0 (any free one) to 65535.");
}

function baseUrl(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError("Use a URL, such as http://127.0.0.1:4318.");
  return text.replace(/\/+$/, "");
}

async function serve({ host, port: number, ...servers }: Options): Promise<void> {
  const metrics = new PrometheusMetrics(canary);
  const tell = (emissions: readonly Emission[]) => {
    for (const emission of emissions) {
      if (emission.kind === "count") metrics.count(emission.metric, emission.labels, emission.by);
      if (emission.kind === "observe") metrics.observe(emission.metric, emission.labels, emission.value);
    }
  };
  const ways = couriers(origin.service, servers);
  for (const { path } of ways) tell(record.none(path));
  const running = new Canary({
    couriers: ways,
    logbook: {
      sent: (path) => tell(record.sent(path)),
      found: (path, seconds) => tell(record.found(path, seconds)),
      lost: (path) => tell(record.lost(path)),
    },
  });
  const server = await listen(host, number, () => metricsReply(metrics));
  console.error(`canary: metrics on port ${server.port}`);
  const end = async () => {
    running.stop();
    await server.close();
    process.exit(0);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
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
