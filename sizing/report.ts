import { seriesBound } from "../declaration/series-budget";
import type { Service } from "../declaration/service";
import { seriesOf, totalSeries } from "./series";
import type { Size } from "./sizes";
import type { SizingSettings } from "./stack";
import { stackSize } from "./stack";
import { trafficOf } from "./traffic";

const number = (value: number) => Math.round(value).toLocaleString("en-US");
const gib = (mib: number) => `${(mib / 1024).toFixed(1)} GiB`;

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function seriesRow(service: Service): readonly string[] {
  const count = seriesOf(service);
  return [
    service.id,
    number(seriesBound(service)),
    number(count.own),
    number(count.watching + count.spans + count.objectives),
    number(totalSeries(count)),
  ];
}

function trafficRow(service: Service): readonly string[] {
  const { linesPerSecond, logBytesPerSecond, spansPerSecond, spanBytesPerSecond } = trafficOf(service);
  return [
    service.id,
    linesPerSecond.toFixed(1),
    number(logBytesPerSecond),
    spansPerSecond.toFixed(1),
    number(spanBytesPerSecond),
  ];
}

/** What the services may bring and what the servers need for it, as Markdown. */
export function sizingTables(services: readonly Service[], settings: SizingSettings): string {
  const { prometheus, loki, tempo } = stackSize(services, settings);
  const server = (name: string, { retentionDays, size }: { retentionDays: number; size: Size }) => [
    name,
    `${retentionDays} days`,
    `${number(size.memoryMib)} MiB`,
    gib(size.diskMib),
    gib(size.volumeMib),
  ];
  return [
    "### Series, at most, of one instance",
    table(["service", "declared", "limit of a scrape", "watching it", "in all"], services.map(seriesRow)),
    "### Lines and spans at normal load",
    table(
      ["service", "lines/s", "bytes/s", "spans/s", "bytes/s"],
      services.filter(({ stack }) => !stack).map(trafficRow),
    ),
    "### Servers",
    table(
      ["server", "keeps", "memory", "disk when full", "volume"],
      [server("prometheus", prometheus), server("loki", loki), server("tempo", tempo)],
    ),
    `Prometheus takes in up to ${number(prometheus.size.samplesPerSecond)} samples a second; \`retention.size\` is ${gib(prometheus.size.retentionMib)}, log and head take ${gib(prometheus.size.headMib)} besides.`,
  ].join("\n\n");
}
