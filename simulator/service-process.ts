import type { Effects } from "../declaration/effects";
import { surge } from "../declaration/effects";
import type { Random } from "../declaration/random";
import type { Service } from "../declaration/service";
import type { Destinations } from "./destinations";
import { logSink, metricSink, spanExporter } from "./destinations";
import { EntrySink } from "./entry-sink";
import type { Listening } from "./listen";
import { listen } from "./listen";
import { LoadGenerator } from "./load-generator";
import { Player } from "./player";
import { PrometheusMetrics } from "./prometheus-metrics";
import { answer, metricsReply } from "./routes";
import { Tracing } from "./tracing";

/** What a service process is told from outside; it looks again whenever `refresh` is called. */
export interface World {
  effects(): Effects;
  /** How many times the normal load. */
  load(): number;
}

export interface ProcessOptions {
  readonly service: Service;
  readonly host: string;
  /** Port of its API; 0 for any. */
  readonly port: number;
  /** Port of its metrics, where that is another one. */
  readonly metricsPort?: number;
  readonly to: Destinations;
  readonly random: Random;
  /** Traces every request, whatever share is declared. @default false */
  readonly sampleAll?: boolean;
}

/** One life of a simulated service, from its start to its end; the next one counts from zero, as a process does. */
export class ServiceProcess {
  private constructor(
    readonly port: number,
    private readonly player: Player,
    private readonly generators: readonly LoadGenerator[],
    private readonly timers: readonly NodeJS.Timeout[],
    private readonly servers: readonly Listening[],
    private readonly sinks: readonly { close(): Promise<void> }[],
  ) {}

  static async start(options: ProcessOptions, world: World): Promise<ServiceProcess> {
    const { service, to, random, host } = options;
    const own = to.exporter && new EntrySink(service, to.exporter());
    const metrics = own ?? metricSink(service, to);
    const logs = own ?? logSink(service, to);
    const tracing = new Tracing(service, spanExporter(service, to), options.sampleAll ?? false);
    const player = new Player(service, { metrics, logs, tracing }, world.effects, random);
    const api = await listen(host, options.port, answer(service, player, metrics, world.effects));
    const servers = [api];
    if (options.metricsPort !== undefined && metrics instanceof PrometheusMetrics) {
      servers.push(await listen(host, options.metricsPort, () => metricsReply(metrics)));
    }
    const times = () => world.load() * surge(world.effects());
    const generators = service.behaviour.operations.map(
      (operation) => new LoadGenerator(operation, times, random, () => play(player, operation)),
    );
    const sinks = [...new Set([metrics, tracing, ...(logs ? [logs] : [])])];
    player.refresh();
    return new ServiceProcess(
      api.port,
      player,
      generators,
      background(service, player, world),
      servers,
      sinks,
    );
  }

  get inFlight(): number {
    return this.player.inFlight;
  }

  get uptimeSeconds(): number {
    return this.player.uptimeSeconds;
  }

  /** To be called when the effects or the load have changed. */
  refresh(): void {
    this.player.refresh();
    for (const generator of this.generators) generator.refresh();
  }

  /** Ends: connections are cut, what was sent before still arrives. */
  async stop(): Promise<void> {
    for (const generator of this.generators) generator.stop();
    for (const timer of this.timers) clearInterval(timer);
    this.player.stop();
    await Promise.all(this.servers.map((server) => server.close()));
    await Promise.allSettled(this.sinks.map((sink) => sink.close()));
  }
}

/** A request of the load generator; one that dies with its process needs no answer. */
function play(player: Player, operation: Parameters<Player["request"]>[0]): void {
  player.request(operation).catch((error: Error) => {
    if (error.name !== "AbortError") throw error;
  });
}

function background(service: Service, player: Player, world: World): NodeJS.Timeout[] {
  const own = (service.behaviour.background ?? []).map(({ everySeconds, emits }) => {
    player.moment(emits);
    return setInterval(() => player.moment(emits), everySeconds * 1000);
  });
  const ofFaults = setInterval(() => {
    for (const effect of world.effects()) {
      if (effect.effect === "sends") player.moment((moment) => effect.emits(moment));
    }
  }, 1000);
  return [...own, ofFaults];
}
