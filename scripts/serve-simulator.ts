import { Command, InvalidArgumentError, Option } from "commander";
import { loadCatalog } from "../catalog";
import { seeded } from "../declaration/random";
import type { Service } from "../declaration/service";
import { otlpExporter } from "../services/newsletter/otlp-exporter";
import { control } from "../simulator/control";
import type { Destinations } from "../simulator/destinations";
import { Simulator } from "../simulator/simulator";
import { address, baseUrl, port } from "./serve/arguments";
import { endOnSignal } from "./serve/end-on-signal";
import { runScript } from "./stack/command";

function atLeastZero(text: string): number {
  const number = Number(text);
  if (text !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError("Use a number, 0 or more.");
}

interface Options extends Omit<Destinations, "stdout"> {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly controlPort: number;
  readonly metricsPort?: number;
  readonly seed: number;
  readonly load: number;
  readonly daily: boolean;
  readonly sampleAll: boolean;
}

function find(catalog: readonly Service[], id: string): Service {
  const simulated = catalog.filter(({ stack }) => !stack);
  const found = simulated.find((service) => service.id === id);
  if (found) return found;
  const known = simulated.map((service) => service.id).join(", ");
  throw new Error(`There is no service "${id}" to simulate. Fix: --service with one of: ${known}.`);
}

/** Who cannot use OpenTelemetry's SDK sends with the function that its owner is told to build in. */
function ownWay({ id, origin }: Service, url: string | undefined): Pick<Destinations, "exporter"> {
  if (id !== "newsletter/newsletter-api" || url === undefined) return {};
  const resource = { "service.name": origin.service, "service.namespace": origin.system };
  return { exporter: () => otlpExporter({ url, resource }) };
}

async function main({ service: id, controlPort, seed, load, daily, ...options }: Options): Promise<void> {
  const service = find(loadCatalog(), id);
  const to = { ...options, ...ownWay(service, options.otlp) };
  const simulator = new Simulator({ ...options, service, to, random: seeded(seed) }, load, daily);
  await simulator.start();
  const controls = await control(simulator, options.host, controlPort);
  console.error(`${id} on port ${simulator.port}, its faults on port ${controls.port}`);
  // What waits is sent.
  endOnSignal(() => Promise.all([controls.close(), simulator.stop()]));
}

runScript(
  new Command("serve-simulator")
    .description("Stands in for a declared service: its API, health, metrics, logs, spans and faults.")
    .requiredOption("--service <system/service>", "which service")
    .requiredOption("--port <port>", "port of its API", port)
    .requiredOption("--control-port <port>", "port on which faults and load are switched", port)
    .option("--metrics-port <port>", "port of its metrics, where that is another one", port)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--log-dir <folder>", "where its log files go; - prints their lines")
    .addOption(new Option("--otlp <url>", "OTLP/HTTP receiver, without a path").argParser(baseUrl))
    .addOption(
      new Option("--jaeger-http <url>", "Jaeger's Thrift endpoint, with its path").argParser(baseUrl),
    )
    .option("--jaeger-udp <host:port>", "Jaeger's compact Thrift port", address)
    .option("--tcp <host:port>", "receiver of JSON lines", address)
    .option("--seed <number>", "makes a run repeatable", atLeastZero, Date.now() % 2 ** 32)
    .option("--load <times>", "how many times the normal load", atLeastZero, 1)
    .option("--daily", "let the load follow the time of day", false)
    .option("--sample-all", "trace every request", false)
    .action((options: Options) => main(options)),
);
