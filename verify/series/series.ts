/** A sample; "stale" is the mark that Prometheus writes where a scraped series ends, undefined is no sample at all. */
export type Sample = number | "stale" | undefined;
export type Labels = Readonly<Record<string, string>>;

/** A series as Prometheus stores it: one sample a step, from the scenario's begin on. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

/** A series that is being recorded. */
export interface Row {
  readonly name: string;
  readonly labels: Labels;
  readonly samples: Sample[];
}

/** The key of a series: its name and its labels, in whatever order they come. */
export function seriesKey(name: string, labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name} ${JSON.stringify(sorted)}`;
}

/** Keeps the samples of the series that somebody wants to read. */
export class SeriesTable {
  readonly #rows = new Map<string, Row>();

  readonly #read = new Map<string, boolean>();

  /** Without a list of names every series is kept. */
  constructor(private readonly wanted?: ReadonlySet<string>) {}

  /** Does anybody read a series of the metric? What nobody reads need not be counted either. */
  reads(metric: string): boolean {
    if (!this.wanted) return true;
    const known = this.#read.get(metric);
    if (known !== undefined) return known;
    const read = ["", "_bucket", "_count", "_sum"].some((part) => this.wanted?.has(metric + part));
    this.#read.set(metric, read);
    return read;
  }

  /** The row of a series, made at its first sample; undefined where nobody reads the series. */
  row(name: string, labels: Labels): Row | undefined {
    if (this.wanted && !this.wanted.has(name)) return undefined;
    const key = seriesKey(name, labels);
    const known = this.#rows.get(key);
    if (known) return known;
    const row: Row = { name, labels, samples: [] };
    this.#rows.set(key, row);
    return row;
  }

  /** Marks the end of the series of a target that were there at the last scrape and are not now. */
  endMissing(step: number, isOfTarget: (labels: Labels) => boolean): void {
    if (step === 0) return;
    for (const { samples, labels } of this.#rows.values()) {
      if (typeof samples[step - 1] !== "number" || samples[step] !== undefined) continue;
      if (isOfTarget(labels)) samples[step] = "stale";
    }
  }

  /** All series, each as long as the scenario. */
  series(steps: number): readonly Series[] {
    for (const { samples } of this.#rows.values()) samples.length = steps;
    return [...this.#rows.values()];
  }
}
