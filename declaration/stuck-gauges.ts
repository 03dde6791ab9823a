import { BySeries } from "../telemetry/by-series";
import type { MetricFacts } from "../telemetry/metrics";
import type { Effects } from "./effects";
import { stuckAt } from "./effects";

type Labels = Readonly<Record<string, string>>;

/** Where gauges are kept. */
export interface GaugeSink {
  set(metric: MetricFacts, labels: Labels, value: number): void;
}

interface Series {
  readonly metric: MetricFacts;
  readonly labels: Labels;
  readonly value: number;
}

/** The one series that matchers name in full, where they do: a stuck gauge may never have been set before. */
function namedInFull(effect: Extract<Effects[number], { effect: "stuck" }>): Labels | undefined {
  const labels = Object.fromEntries(
    effect.matchers.filter(({ operator }) => operator === "=").map(({ label, value }) => [label, value]),
  );
  return Object.keys(effect.metric.labels).every((label) => label in labels) ? labels : undefined;
}

/** Sets gauges, except those that a fault holds at a value; they jump at once when the fault comes or goes. */
export class StuckGauges {
  readonly #known = new BySeries<Series>();

  constructor(
    private readonly sink: GaugeSink,
    private readonly effects: () => Effects,
  ) {}

  set(metric: MetricFacts, labels: Labels, value: number): void {
    this.#known.set(metric, labels, { metric, labels, value });
    this.sink.set(metric, labels, stuckAt(this.effects(), metric, labels) ?? value);
  }

  /** To be called when the effects have changed. */
  refresh(): void {
    for (const effect of this.effects()) {
      const labels = effect.effect === "stuck" ? namedInFull(effect) : undefined;
      if (effect.effect !== "stuck" || !labels || this.#known.get(effect.metric, labels)) continue;
      // The service never sets it: it falls back to nothing when the fault is over.
      this.#known.set(effect.metric, labels, { metric: effect.metric, labels, value: 0 });
    }
    for (const { metric, labels, value } of this.#known.values()) this.set(metric, labels, value);
  }
}
