import { isDown, isUnstored } from "../../declaration/effects";
import { seeded } from "../../declaration/random";
import type { Scrape } from "./outside";
import { PlayedService } from "./played-service";
import type { Scenario } from "./scenario";
import { effectsAt, isWithin, noEffects, seedOf, stepSeconds } from "./scenario";
import { SeriesTable } from "./series";
import type { LogEvent, Telemetry, TraceEvent } from "./telemetry";

/** What of a scenario's telemetry is kept. */
export interface Wanted {
  /** Names of series. @default all */
  readonly series?: ReadonlySet<string>;
  /** @default false */
  readonly logs?: boolean;
  /** Of the lines at info and debug one in so many is kept. @default 1, all of them */
  readonly chatterOneIn?: number;
  /** @default false */
  readonly traces?: boolean;
  /** Labels of the place: `environment` and `cluster`. */
  readonly place: Readonly<Record<string, string>>;
}

/** How many samples each series of a scenario has. */
export function stepsOf({ seconds }: Scenario): number {
  return Math.floor(seconds / stepSeconds) + 1;
}

/** How the service that a scenario is about, or one beside it, meets Prometheus at a moment. */
function scrapeAt(scenario: Scenario, now: number, subject: boolean): Scrape {
  if (isUnstored(effectsAt(scenario, now))) return "not stored";
  if (subject && isWithin(now, scenario.absent)) return "no target";
  const missed = subject && (now === scenario.missedAt || isDown(effectsAt(scenario, now)));
  return missed ? "no answer" : "answers";
}

/**
 * Plays a scenario on a virtual clock and takes down what Prometheus, Loki and Tempo would hold of it afterwards. It
 * knows behaviour and faults, and nothing of alerts or panels: what they say of it is the proof. The same scenario
 * gives the same telemetry.
 */
export function synthesise(scenario: Scenario, wanted: Wanted): Telemetry {
  const table = new SeriesTable(wanted.series);
  const logs: LogEvent[] = [];
  let chatter = 0;
  const log = (event: LogEvent) => {
    const isChatter = event.level === "info" || event.level === "debug";
    if (isChatter && chatter++ % (wanted.chatterOneIn ?? 1) !== 0) return;
    logs.push(event);
  };
  const traces: TraceEvent[] = [];
  const services = [...scenario.beside, scenario.service];
  const played: readonly PlayedService[] = services.map((service) => {
    const subject = service === scenario.service;
    return new PlayedService({
      service,
      place: wanted.place,
      table,
      begin: scenario.begin,
      load: subject ? scenario.load : 1,
      // The same day whatever befalls it: what is other than on a normal one is so because of that.
      chance: {
        arrivals: seeded(seedOf(`${scenario.service.id} ${service.id} arrivals`)),
        background: seeded(seedOf(`${scenario.service.id} ${service.id} background`)),
        faults: seeded(seedOf(`${scenario.service.id} ${service.id} ${scenario.name}`)),
      },
      effects: subject ? (seconds) => effectsAt(scenario, seconds) : () => noEffects,
      // What a fault does to others is sent by the one that it befalls.
      forward: (emission) => played.find((one) => one.owns(emission.metric))?.take(emission),
      log: wanted.logs ? log : undefined,
      trace: wanted.traces ? (event) => traces.push(event) : undefined,
    });
  });
  for (let step = 0; step < stepsOf(scenario); step++) {
    const now = step * stepSeconds;
    for (const one of played) {
      const subject = one.service === scenario.service;
      one.live(now, { restart: subject && now === scenario.restartAt });
    }
    for (const one of played) {
      one.record(step, scrapeAt(scenario, now, one.service === scenario.service));
    }
  }
  return { series: table.series(stepsOf(scenario)), logs, traces };
}
