import type { Effects } from "../../declaration/effects";
import type { Service } from "../../declaration/service";
import { watched } from "../../telemetry/target";
import type { ProbeResult } from "./probes";
import { probeResults } from "./probes";
import { stepSeconds } from "./scenario";
import type { Labels, Row, SeriesTable } from "./series";

/** How a target meets Prometheus at a scrape; what is not stored leaves a gap, without a mark that it ended. */
export type Scrape = "answers" | "no answer" | "no target" | "not stored";

/** The labels by which Prometheus knows where a service is scraped. */
export function targetLabels({ delivery, origin, port }: Service) {
  const scraped = delivery.by === "scrape" ? delivery.port : port;
  return { job: origin.service, instance: `${origin.service}:${scraped}` };
}

function keep(row: Row | undefined, step: number, value: number): void {
  if (row) row.samples[step] = value;
}

type ProbeRows = Readonly<Record<"up" | "success" | "status" | "duration", Row | undefined>>;

interface Place {
  readonly service: Service;
  readonly place: Labels;
  readonly table: SeriesTable;
  readonly begin: number;
}

/** What Prometheus finds out about a service by itself: whether it answers, how many samples come, what probes see. */
export class Outside {
  readonly #watched: ReturnType<typeof watched>;
  readonly #probes = new Map<string, ProbeRows>();
  #target: Readonly<Record<"up" | "scraped", Row | undefined>> | undefined;

  constructor(private readonly at: Place) {
    this.#watched = watched(at.service.origin);
  }

  /** A scrape brought so many samples. */
  scraped(step: number, scrape: Scrape, samples: number): void {
    if (scrape === "no target") return;
    this.#target ??= this.#targetRows();
    keep(this.#target.up, step, scrape === "answers" ? 1 : 0);
    keep(this.#target.scraped, step, samples);
  }

  /** The health endpoints are looked at. */
  probed(step: number, scrape: Scrape, effects: Effects, uptimeSeconds: number): void {
    const { service, table, begin } = this.at;
    const { up, probeSuccess, probeDuration, probeStatus } = this.#watched;
    if (![up, probeSuccess, probeDuration, probeStatus].some(({ series }) => table.reads(series))) return;
    if (scrape === "no target") {
      table.endMissing(step, (own) => own.job === "probe" && own.service === service.origin.service);
      return;
    }
    const time = new Date((begin + step * stepSeconds) * 1000);
    for (const result of probeResults(service, effects, time, uptimeSeconds)) {
      const rows = this.#probeRows(result);
      keep(rows.up, step, 1);
      keep(rows.success, step, result.success ? 1 : 0);
      keep(rows.status, step, result.status);
      keep(rows.duration, step, result.durationSeconds);
    }
  }

  #targetRows() {
    const { service, table, place } = this.at;
    const { up, scraped } = this.#watched;
    const labels = { ...service.origin, ...place, ...targetLabels(service) };
    return { up: table.row(up.series, labels), scraped: table.row(scraped.series, labels) };
  }

  #probeRows({ endpoint: { name, path }, check }: ProbeResult): ProbeRows {
    const key = `${name} ${check}`;
    const known = this.#probes.get(key);
    if (known) return known;
    const { service, table, place } = this.at;
    const { up, probeSuccess, probeDuration, probeStatus } = this.#watched;
    const instance = `http://${targetLabels(service).instance}${path}`;
    const labels = { ...service.origin, ...place, job: "probe", instance, probe: name, check };
    const rows = {
      up: table.row(up.series, labels),
      success: table.row(probeSuccess.series, labels),
      status: table.row(probeStatus.series, labels),
      duration: table.row(probeDuration.series, labels),
    };
    this.#probes.set(key, rows);
    return rows;
  }
}
