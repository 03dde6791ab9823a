import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { alertsOf } from "../../alerts/target-missing";
import { ruleLabels } from "../../alerts/texts";
import type { Service } from "../../declaration/service";
import type { Content } from "../content";
import type { Scenario } from "../series/scenario";
import { stepSeconds } from "../series/scenario";
import type { Labels, Series } from "../series/series";
import { seriesKey } from "../series/series";
import type { Wanted } from "../series/synthesis";
import { synthesise } from "../series/synthesis";
import type { LogEvent, TraceEvent } from "../series/telemetry";
import { pushLines } from "../servers/loki";
import { makeBlocks, record, startPrometheus } from "../servers/prometheus";
import type { Server } from "../servers/server";
import type { TraceServer } from "../servers/tempo";
import { pushTraces } from "../servers/tempo";
import { openMetrics } from "./open-metrics";

/** A service under a fault that some panel is about; its telemetry lies in an environment of its own. */
export interface Ailment {
  readonly service: Service;
  readonly fault: string;
}

/** An ailment and the names of the series of it that are read. */
export interface FilledAilment extends Ailment {
  readonly reads: ReadonlySet<string>;
}

export function environmentOf({ service, fault }: Ailment): string {
  return `${service.origin.service}.${fault}`;
}

/** How long the stores reach back, and how long a fault has lasted. */
export const historySeconds = 40 * 60;
const ailingSeconds = 15 * 60;
/** What comes before it shows that the fault made the difference. */
const ailingHistorySeconds = ailingSeconds + 10 * 60;
/** Traces of so many seconds are enough to be searched. */
const traceSeconds = 5 * 60;

export interface Stores {
  readonly prometheus: Server;
  readonly loki: Server | undefined;
  readonly tempo: TraceServer | undefined;
  /** Unix time of their last sample. */
  readonly now: number;
  /** What was played and is in Prometheus, by name: of the normal day and under each fault. */
  readonly played: ReadonlyMap<string, readonly Series[]>;
}

/** What the stores are made of; a server that cannot be had is undefined. */
export interface StoreEngines {
  readonly folder: string;
  readonly promtool: string;
  readonly prometheusProgram: string;
  readonly loki: Promise<Server> | undefined;
  readonly tempo: Promise<TraceServer> | undefined;
}

interface Filling extends StoreEngines, Pick<Content, "services" | "place" | "rules"> {
  readonly ailments: readonly FilledAilment[];
  /** Services whose normal day is played. @default all */
  readonly read?: readonly Service[];
}

function normalDay(service: Service, begin: number): Scenario {
  return { name: "normal day", service, beside: [], begin, seconds: historySeconds, load: 1 };
}

function ailing({ service, fault }: Ailment, services: readonly Service[], now: number): Scenario {
  const watched = new Set(service.alerts.flatMap(({ watches }) => watches ?? []));
  const effects = service.faults[fault]?.effects ?? [];
  return {
    ...normalDay(service, now - ailingHistorySeconds),
    seconds: ailingHistorySeconds,
    name: `ailing: ${fault}`,
    beside: services.filter(({ id }) => watched.has(id)),
    fault: { effects, from: ailingHistorySeconds - ailingSeconds, to: ailingHistorySeconds + 1 },
  };
}

/** Prometheus' own series of the alerts that the fault fires, as the proof of alerts has shown it. */
function firing({ service, fault }: Ailment, steps: number): readonly Series[] {
  return alertsOf(service)
    .filter(({ firesUnder }) => firesUnder.includes(fault))
    .flatMap((alert) => {
      const labels = { ...ruleLabels(service, alert), alertname: alert.name };
      const since = (value: number) =>
        Array.from({ length: steps }, (_, i) => (i > steps / 2 ? value : undefined));
      return [
        { name: "ALERTS", labels: { ...labels, alertstate: "firing" }, samples: since(1) },
        { name: "ALERTS_FOR_STATE", labels, samples: since(Date.now() / 1000) },
      ];
    });
}

/** Alerts bear no environment in the store, and several faults may fire the same one. */
function once(series: readonly Series[]): readonly Series[] {
  return [...new Map(series.map((one) => [seriesKey(one.name, one.labels), one])).values()];
}

function later(event: TraceEvent, byMs: number): TraceEvent {
  return { ...event, call: { ...event.call, time: new Date(event.call.time.getTime() + byMs) } };
}

/** The series as the store has it: from the store's first step on, without marks of an end, which its files cannot hold. */
function sinceBegin(series: Series, steps: number): Series {
  const before = Array.from({ length: steps }, () => undefined);
  return {
    ...series,
    samples: [...before, ...series.samples.map((one) => (one === "stale" ? undefined : one))],
  };
}

/** Fills real stores with what the services send on a normal day and under each fault. */
export async function fillStores(filling: Filling): Promise<Stores> {
  const { services, ailments, place, folder, read = services } = filling;
  const now = Math.floor(Date.now() / 60_000) * 60;
  const begin = now - historySeconds;
  const plays: readonly (Omit<Wanted, "logs" | "traces"> & { readonly scenario: Scenario })[] = [
    ...read.map((service) => ({ scenario: normalDay(service, begin), place })),
    ...ailments.map((ailment) => ({
      scenario: ailing(ailment, services, now),
      place: { ...place, environment: environmentOf(ailment) },
      series: ailment.reads,
      chatterOneIn: 10,
    })),
  ];
  const alerts = ailments.flatMap((ailment) => firing(ailment, historySeconds / stepSeconds));
  const parts = [openMetrics(once(alerts), begin)];
  const played = new Map<string, Series[]>();
  const logs: (readonly [readonly LogEvent[], Labels])[] = [];
  const traces: (readonly [readonly TraceEvent[], Labels])[] = [];
  const since = (now - traceSeconds) * 1000;
  const telling = { logs: filling.loki !== undefined, traces: filling.tempo !== undefined };
  for (const { scenario, ...wanted } of plays) {
    // Programs that wait for this one are served between two plays.
    await setImmediate();
    const left = synthesise(scenario, { ...telling, ...wanted });
    parts.push(openMetrics(left.series, scenario.begin));
    for (const one of left.series) {
      const known = played.get(one.name) ?? [];
      known.push(sinceBegin(one, (scenario.begin - begin) / stepSeconds));
      played.set(one.name, known);
    }
    logs.push([left.logs, wanted.place]);
    const recent = left.traces.filter(({ service, call }) => service.spans && call.time.getTime() > since);
    traces.push([recent, wanted.place]);
  }
  const samples = join(folder, "samples.txt");
  await writeFile(samples, `${parts.join("")}# EOF\n`);
  const data = join(folder, "prometheus");
  const [loki, tempo] = await Promise.all([
    filling.loki,
    filling.tempo,
    makeBlocks(filling.promtool, samples, data),
  ]);
  if (loki) for (const [events, own] of logs) await pushLines(loki, panelTenant, events, own);
  if (tempo) {
    // Tempo does not find what was late when it came, and the proof of alerts may take minutes meanwhile.
    const lateMs = Date.now() - now * 1000;
    for (const [i, [events, own]] of traces.entries())
      await pushTraces(
        tempo,
        events.map((one) => later(one, lateMs)),
        `a${i.toString(16).padStart(4, "0")}`,
        own,
      );
  }
  return { prometheus: await withRecordings(filling, data, now), loki, tempo, now, played };
}

/** Some rules read what others record, and Prometheus sees new blocks when it starts: so often it is done. */
const levelsOfRecording = 2;

/** Prometheus with what its rules would have recorded of what it holds. */
async function withRecordings(filling: Filling, data: string, now: number): Promise<Server> {
  const { promtool, prometheusProgram, folder } = filling;
  const recording = Object.entries(filling.rules).filter(([, text]) => /^\s*- record:/m.test(text));
  const rules = recording.map(([name]) => join(folder, name));
  await Promise.all(recording.map(([name, text]) => writeFile(join(folder, name), text)));
  for (let level = 0; rules.length > 0 && level < levelsOfRecording; level++) {
    const server = await startPrometheus(prometheusProgram, folder, data);
    try {
      await record(promtool, server, { rules, from: now - historySeconds, to: now, data });
    } finally {
      await server.stop();
    }
  }
  return startPrometheus(prometheusProgram, folder, data);
}

/** Loki's tenant in which the lines of panels lie. */
export const panelTenant = "panels";
