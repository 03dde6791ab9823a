import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import { BySeries } from "../../telemetry/by-series";
import type { MetricFacts } from "../../telemetry/metrics";
import type { Labels, Row, SeriesTable } from "./series";

interface Cell {
  value: number;
  readonly row: Row | undefined;
  /** Something came since the last export. */
  touched: boolean;
}

interface Bucket {
  readonly bound: number;
  readonly cell: Cell;
}

interface Buckets {
  readonly buckets: readonly Bucket[];
  readonly count: Cell;
  readonly sum: Cell;
}

type MetricEmission = Extract<Emission, { metric: MetricFacts }>;

/** Prometheus stores `le="1"` of a scrape as `"1.0"`; what is pushed keeps `"1"`. */
export function boundText(bound: number, scraped: boolean): string {
  return scraped && Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

/** What a process has counted, observed and set, as its client library keeps it; a new process has a new one. */
export class Registry {
  readonly #cells: Cell[] = [];
  readonly #singles = new BySeries<Cell>();
  readonly #histograms = new BySeries<Buckets>();
  readonly #scraped: boolean;

  constructor(
    service: Service,
    private readonly commonOf: (metric: MetricFacts) => Labels,
    private readonly table: SeriesTable,
  ) {
    this.#scraped = service.delivery.by === "scrape";
    // Client libraries show a metric without labels from the start; one with labels is born with its first event.
    if (!this.#scraped) return;
    for (const metric of Object.values(service.metrics)) {
      if (Object.keys(metric.labels).length > 0 || !table.reads(metric.series)) continue;
      if (metric.kind === "histogram") this.#histogram(metric, {});
      else this.#single(metric, {});
    }
  }

  take(emission: MetricEmission): void {
    const { metric, labels } = emission;
    if (emission.kind === "observe") {
      this.#observe(metric, labels, emission.value);
      return;
    }
    const cell = this.#single(metric, labels);
    cell.value = emission.kind === "count" ? cell.value + emission.by : emission.value;
    cell.touched = true;
  }

  /** Writes what a scrape finds, or what is exported: all of it, or with `touchedOnly` what came since the last time. */
  write(step: number, touchedOnly: boolean): number {
    let written = 0;
    for (const cell of this.#cells) {
      if (touchedOnly && !cell.touched) continue;
      cell.touched = false;
      written += 1;
      if (cell.row) cell.row.samples[step] = cell.value;
    }
    return written;
  }

  #observe(metric: MetricFacts, labels: Labels, value: number): void {
    const { buckets, count, sum } = this.#histogram(metric, labels);
    for (const { bound, cell } of buckets) {
      if (value <= bound) cell.value += 1;
      cell.touched = true;
    }
    count.value += 1;
    sum.value += value;
    count.touched = true;
    sum.touched = true;
  }

  #histogram(metric: MetricFacts, labels: Labels): Buckets {
    const known = this.#histograms.get(metric, labels);
    if (known) return known;
    if (metric.native) {
      const fix = "give it buckets; native histograms cannot be synthesised yet";
      throw new Error(`${metric.origin.service}: ${metric.name} is a native histogram. Fix: ${fix}.`);
    }
    const bounds = [...(metric.buckets ?? []), Number.POSITIVE_INFINITY];
    const bucket = (bound: number): Bucket => {
      const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : boundText(bound, this.#scraped);
      return { bound, cell: this.#newCell(metric, `${metric.series}_bucket`, { ...labels, le }) };
    };
    const histogram = {
      buckets: bounds.map(bucket),
      count: this.#newCell(metric, `${metric.series}_count`, labels),
      sum: this.#newCell(metric, `${metric.series}_sum`, labels),
    };
    this.#histograms.set(metric, labels, histogram);
    return histogram;
  }

  #single(metric: MetricFacts, labels: Labels): Cell {
    const known = this.#singles.get(metric, labels);
    if (known) return known;
    const cell = this.#newCell(metric, metric.series, labels);
    this.#singles.set(metric, labels, cell);
    return cell;
  }

  #newCell(metric: MetricFacts, name: string, labels: Labels): Cell {
    const row = this.table.row(name, { ...this.commonOf(metric), ...labels });
    const cell: Cell = { value: 0, row, touched: false };
    this.#cells.push(cell);
    return cell;
  }
}
