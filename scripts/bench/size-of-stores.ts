import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Service } from "../../declaration/service";
import { lokiSize } from "../../sizing/loki";
import { tempoSize } from "../../sizing/tempo";
import { synthesise } from "../../verify/series/synthesis";
import type { LogEvent, TraceEvent } from "../../verify/series/telemetry";
import { pushLines, startLoki } from "../../verify/servers/loki";
import { pushTraces, startTempo } from "../../verify/servers/tempo";
import type { Comparison } from "./measured";
import { folderMib, memoryMib, ownMetric } from "./measured";

const seconds = 30 * 60;
const place = { environment: "bench", cluster: "bench" };
const retentionDays = 30;
const secondsOfDay = 86_400;

/** Half an hour of lines and traces of the services at so many times their normal load. */
function telemetry(
  services: readonly Service[],
  load: number,
): { logs: readonly LogEvent[]; traces: readonly TraceEvent[] } {
  const begin = Math.floor(Date.now() / 1000) - seconds;
  const all = services.map((service) => {
    const scenario = { name: `load ${load}`, service, beside: [], begin, seconds, load };
    return synthesise(scenario, { series: new Set(), logs: true, traces: true, place });
  });
  return { logs: all.flatMap(({ logs }) => logs), traces: all.flatMap(({ traces }) => traces) };
}

function comparisons(
  server: string,
  load: number,
  of: { size: { memoryMib: number; diskMib: number }; share: number; memory: number; disk: number },
): readonly Comparison[] {
  const at = `${load} × normal, 30 min`;
  return [
    { what: `${server}: memory`, load: at, predicted: of.size.memoryMib, measured: of.memory, unit: "MiB" },
    {
      what: `${server}: disk`,
      load: at,
      predicted: of.size.diskMib * of.share,
      measured: of.disk,
      unit: "MiB",
    },
  ];
}

/** Loki with half an hour of the services' lines, flushed. */
export async function compareLoki(
  program: string,
  folder: string,
  services: readonly Service[],
  load: number,
) {
  const data = join(folder, `loki-${load}`);
  const server = await startLoki(program, data);
  try {
    const { logs } = telemetry(services, load);
    await pushLines(server, "bench", logs, place);
    const bytesPerSecond = (await ownMetric(server.url, "loki_distributor_bytes_received_total")) / seconds;
    const memory = await memoryMib(server.url);
    await fetch(`${server.url}/flush`, { method: "POST", signal: AbortSignal.timeout(60_000) });
    await wait(5_000);
    const streams = new Set(
      logs.map(({ logs: { origin }, level }) => `${origin.system}/${origin.service}/${level}`),
    ).size;
    const size = lokiSize({ bytesPerSecond, streams, retentionDays });
    // The prediction is for the retention and the day by which deletion may be late.
    const share = seconds / ((retentionDays + 1) * secondsOfDay);
    return comparisons("Loki", load, { size, share, memory, disk: await folderMib(join(data, "chunks")) });
  } finally {
    await server.stop();
  }
}

/** Tempo with half an hour of the services' spans, written into blocks. */
export async function compareTempo(
  program: string,
  folder: string,
  services: readonly Service[],
  load: number,
) {
  const data = join(folder, `tempo-${load}`);
  const server = await startTempo(program, data);
  try {
    const { traces } = telemetry(services, load);
    await pushTraces(
      server,
      traces.filter(({ service }) => service.spans),
      "b",
      place,
    );
    // Live traces are written out within seconds, and blocks become of them.
    await wait(20_000);
    const bytesPerSecond = (await ownMetric(server.url, "tempo_distributor_bytes_received_total")) / seconds;
    const size = tempoSize({ bytesPerSecond, retentionDays });
    const share = seconds / (retentionDays * secondsOfDay);
    const disk = await folderMib(data);
    return comparisons("Tempo", load, { size, share, memory: await memoryMib(server.url), disk });
  } finally {
    await server.stop();
  }
}
