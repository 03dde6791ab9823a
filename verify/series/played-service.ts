import type { Call, Operation } from "../../declaration/behaviour";
import type { Effects } from "../../declaration/effects";
import { isDown, isLost } from "../../declaration/effects";
import type { Emission } from "../../declaration/emission";
import type { HealthEndpoint } from "../../declaration/health";
import type { Random } from "../../declaration/random";
import type { Service } from "../../declaration/service";
import { StuckGauges } from "../../declaration/stuck-gauges";
import type { MetricFacts } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";
import type { Sink } from "./life";
import { Life } from "./life";
import { probeResults } from "./probes";
import { Registry } from "./registry";
import { noEffects, stepSeconds } from "./scenario";
import type { Labels, Row, SeriesTable } from "./series";
import type { LogEvent, TraceEvent } from "./telemetry";

type MetricEmission = Extract<Emission, { metric: MetricFacts }>;

interface Part {
  readonly service: Service;
  readonly place: Labels;
  readonly table: SeriesTable;
  readonly begin: number;
  readonly load: number;
  readonly random: Random;
  effects(seconds: number): Effects;
  /** Takes what belongs to another service. */
  forward(emission: MetricEmission): void;
  readonly log: ((event: LogEvent) => void) | undefined;
  readonly trace: ((event: TraceEvent) => void) | undefined;
}

/** How a target meets Prometheus at a scrape; what is not stored leaves a gap, without a mark that it ended. */
export type Scrape = "answers" | "no answer" | "no target" | "not stored";

/** A service on the virtual clock: its processes, one after the other, and what is known of it from outside. */
export class PlayedService implements Sink {
  readonly #watched: ReturnType<typeof watched>;
  readonly #rows = new Map<string, Row | undefined>();
  #registry: Registry;
  #life: Life | undefined;
  #gauges: StuckGauges;
  #now = 0;
  #born = 0;
  #effects: Effects = noEffects;

  constructor(private readonly part: Part) {
    this.#watched = watched(part.service.origin);
    this.#registry = this.#newRegistry();
    this.#gauges = this.#newGauges();
  }

  get service(): Service {
    return this.part.service;
  }

  owns({ origin }: MetricFacts): boolean {
    return origin.system === this.service.origin.system && origin.service === this.service.origin.service;
  }

  /** Lives until `now`, one step after the last time. */
  live(now: number, { restart }: { readonly restart: boolean }): void {
    // Effects come and go with a step: what happened before it still happened under the old ones.
    if (now > 0) this.#life?.play(this.#now, now);
    const effects = this.part.effects(now);
    if (isDown(effects) || restart) this.#life = undefined;
    if (!isDown(effects) && !this.#life) this.#begin(now);
    if (effects !== this.#effects) {
      this.#effects = effects;
      this.#life?.refresh(now);
      this.#gauges.refresh();
    }
    this.#now = now;
  }

  /** Writes what Prometheus has after this step. */
  record(step: number, scrape: Scrape): void {
    const { by } = this.service.delivery;
    if (scrape === "not stored") return;
    if (by === "scrape") this.#scrape(step, scrape);
    if (by === "otlp" && this.#life) this.#export(step);
    this.#probe(step, scrape);
  }

  take(emission: Emission, context?: { readonly time: Date; readonly call?: Call }): void {
    if (emission.kind === "span") return;
    if (emission.kind === "log") {
      if (!context || !this.part.log || isLost(this.#effects, "logs")) return;
      const { logs, level, message, fields } = emission;
      const known = context.call ? { [logs.correlation]: context.call.requestId, ...fields } : fields;
      this.part.log({ logs, level, message, fields: known, time: context.time });
      return;
    }
    if (!this.part.table.reads(emission.metric.series)) return;
    if (!this.owns(emission.metric)) this.part.forward(emission);
    else if (emission.kind === "set") this.#gauges.set(emission.metric, emission.labels, emission.value);
    else this.#registry.take(emission);
  }

  traced(call: Call, operation: Operation, emissions: readonly Emission[]): void {
    if (!isLost(this.#effects, "traces"))
      this.part.trace?.({ service: this.service, call, operation, emissions });
  }

  #begin(now: number): void {
    const { service, begin, load, random } = this.part;
    this.#born = now;
    // What is pushed as deltas is added up by the collector, which did not restart.
    if (service.delivery.by !== "otlp" || service.delivery.temporality !== "delta") {
      this.#registry = this.#newRegistry();
    }
    this.#gauges = this.#newGauges();
    const world = { begin, load, effects: (at: number) => this.part.effects(at) };
    this.#life = new Life(service, world, now, random, this);
    this.#life.play(now - 1, now);
    this.#gauges.refresh();
  }

  #newRegistry(): Registry {
    const { service, place, table } = this.part;
    const { job, instance } = this.#targetLabels();
    const scraped = service.delivery.by === "scrape" ? { instance } : {};
    const own = { ...service.origin, ...place, job, ...scraped };
    // What a probe finds bears the probe's labels, not those of the service's own scrape.
    const outside = { ...own, job: "probe", instance: `http://${instance}` };
    return new Registry(
      service,
      ({ series }) => (Object.values(this.#watched).some((one) => one.series === series) ? outside : own),
      table,
    );
  }

  #newGauges(): StuckGauges {
    const set = (metric: MetricFacts, labels: Labels, value: number) =>
      this.#registry.take({ kind: "set", metric, labels: { ...labels }, value });
    return new StuckGauges({ set }, () => this.#effects);
  }

  #targetLabels() {
    const { service } = this.part;
    const port = service.delivery.by === "scrape" ? service.delivery.port : service.port;
    return { job: service.origin.service, instance: `${service.origin.service}:${port}` };
  }

  #scrape(step: number, scrape: Scrape): void {
    const { service, table, place } = this.part;
    const { up, scraped } = this.#watched;
    const labels = { ...service.origin, ...place, ...this.#targetLabels() };
    const found = scrape === "answers" ? this.#registry.write(step, false) : 0;
    if (scrape !== "no target") {
      table.write(step, up.series, labels, scrape === "answers" ? 1 : 0);
      table.write(step, scraped.series, labels, found);
    }
    table.endMissing(step, (own) => own.instance === labels.instance && own.system === labels.system);
  }

  #export(step: number): void {
    const { delivery } = this.service;
    this.#registry.write(step, delivery.by === "otlp" && delivery.temporality === "delta");
  }

  #probe(step: number, scrape: Scrape): void {
    const { service, table, begin } = this.part;
    const { up, probeSuccess, probeDuration, probeStatus } = this.#watched;
    if (scrape === "no target") {
      table.endMissing(step, (own) => own.job === "probe" && own.service === service.origin.service);
      return;
    }
    const now = step * stepSeconds;
    const time = new Date((begin + now) * 1000);
    for (const { endpoint, check, ...result } of probeResults(
      service,
      this.#effects,
      time,
      now - this.#born,
    )) {
      const write = (series: string, value: number) => {
        const row = this.#probeRow(series, endpoint, check);
        if (row) row.samples[step] = value;
      };
      write(up.series, 1);
      write(probeSuccess.series, result.success ? 1 : 0);
      write(probeStatus.series, result.status);
      write(probeDuration.series, result.durationSeconds);
    }
  }

  #probeRow(series: string, { name, path }: HealthEndpoint, check: string): Row | undefined {
    const key = `${series} ${name} ${check}`;
    if (!this.#rows.has(key)) {
      const { service, table, place } = this.part;
      const instance = `http://${this.#targetLabels().instance}${path}`;
      const labels = { ...service.origin, ...place, job: "probe", instance, probe: name, check };
      this.#rows.set(key, table.row(series, labels));
    }
    return this.#rows.get(key);
  }
}
