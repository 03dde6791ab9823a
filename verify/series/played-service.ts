import type { Call, Operation } from "../../declaration/behaviour";
import type { Effects } from "../../declaration/effects";
import { isDown, isLost } from "../../declaration/effects";
import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import { StuckGauges } from "../../declaration/stuck-gauges";
import type { MetricFacts } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";
import type { Chance, Sink } from "./life";
import { Life } from "./life";
import type { Scrape } from "./outside";
import { Outside, targetLabels } from "./outside";
import { Registry } from "./registry";
import { noEffects, stepSeconds } from "./scenario";
import type { Labels, SeriesTable } from "./series";
import type { LogEvent, TraceEvent } from "./telemetry";

type MetricEmission = Extract<Emission, { metric: MetricFacts }>;

interface Part {
  readonly service: Service;
  readonly place: Labels;
  readonly table: SeriesTable;
  readonly begin: number;
  readonly load: number;
  readonly chance: Chance;
  effects(seconds: number): Effects;
  /** Takes what belongs to another service. */
  forward(emission: MetricEmission): void;
  readonly log: ((event: LogEvent) => void) | undefined;
  readonly trace: ((event: TraceEvent) => void) | undefined;
}

/** A service on the virtual clock: its processes, one after the other, and what is known of it from outside. */
export class PlayedService implements Sink {
  readonly #watched: ReturnType<typeof watched>;
  readonly #outside: Outside;
  /** What answered the last scrape; undefined where nothing did. */
  #answered: Registry | undefined;
  #registry: Registry;
  #life: Life | undefined;
  #gauges: StuckGauges;
  #now = 0;
  #born = 0;
  #effects: Effects = noEffects;

  constructor(private readonly part: Part) {
    this.#watched = watched(part.service.origin);
    this.#outside = new Outside(part);
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
    const now = step * stepSeconds;
    this.#outside.probed(step, scrape, this.#effects, now - this.#born);
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
    const { service, begin, load, chance } = this.part;
    this.#born = now;
    // What is pushed as deltas is added up by the collector, which did not restart.
    if (service.delivery.by !== "otlp" || service.delivery.temporality !== "delta") {
      this.#registry = this.#newRegistry();
    }
    this.#gauges = this.#newGauges();
    const world = { begin, load, effects: (at: number) => this.part.effects(at) };
    this.#life = new Life(service, world, now, chance, this);
    this.#life.play(now - 1, now);
    this.#gauges.refresh();
  }

  #newRegistry(): Registry {
    const { service, place, table } = this.part;
    const { job, instance } = targetLabels(service);
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

  #scrape(step: number, scrape: Scrape): void {
    const { service, table } = this.part;
    const answers = scrape === "answers";
    this.#outside.scraped(step, scrape, answers ? this.#registry.write(step, false) : 0);
    // Whoever answers again sends all that it sent before.
    if (!answers || this.#answered !== this.#registry) {
      const { instance } = targetLabels(service);
      const { system } = service.origin;
      table.endMissing(step, (own) => own.instance === instance && own.system === system);
    }
    this.#answered = answers ? this.#registry : undefined;
  }

  #export(step: number): void {
    const { delivery } = this.service;
    this.#registry.write(step, delivery.by === "otlp" && delivery.temporality === "delta");
  }
}
