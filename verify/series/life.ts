import type { Call, Moment, Operation } from "../../declaration/behaviour";
import type { Effects } from "../../declaration/effects";
import { brokenChecks, clockTime, slowness, statusOf, surge } from "../../declaration/effects";
import type { Emission } from "../../declaration/emission";
import { endedCall } from "../../declaration/ended-call";
import type { Random } from "../../declaration/random";
import { gapSeconds, latencySeconds, seeded } from "../../declaration/random";
import type { Service } from "../../declaration/service";
import type { HttpStatus } from "../../telemetry/http";

/** Who takes what a service sends. */
export interface Sink {
  take(emission: Emission, context: { readonly time: Date; readonly call?: Call }): void;
  /** One request, with everything that it sent. */
  traced(call: Call, operation: Operation, emissions: readonly Emission[]): void;
}

/** What a service lives in; all times are seconds on the scenario's clock, `begin` is the Unix time of its zero. */
export interface World {
  readonly begin: number;
  readonly load: number;
  effects(seconds: number): Effects;
}

/** What is left to chance, each drawn apart, so that a fault leaves what it does not touch as it is. */
export interface Chance {
  readonly arrivals: Random;
  readonly background: Random;
  readonly faults: Random;
}

/** A request that is being served; what is left to chance in it is drawn for it alone. */
interface Served {
  readonly random: Random;
  readonly operation: Operation;
  readonly seconds: number;
  readonly status: HttpStatus;
}

/** Data, not a closure: there are two for each of some million requests. */
interface Event {
  readonly at: number;
  /** A request begins, one ends, or something is sent. */
  readonly what: "begins" | Served | ((moment: Moment) => readonly Emission[]);
}

/** One life of a process, from its start to its end: the declared behaviour, played on a virtual clock. */
export class Life {
  readonly #arrivals: { readonly operation: Operation; at: number }[];
  #waiting: Event[] = [];
  #inFlight = 0;
  /** How many times the usual load came when arrivals were drawn. */
  #surge: number | undefined;
  #traces = 0;

  constructor(
    private readonly service: Service,
    private readonly world: World,
    private readonly born: number,
    private readonly chance: Chance,
    private readonly sink: Sink,
  ) {
    this.#arrivals = service.behaviour.operations.map((operation) => ({ operation, at: 0 }));
    this.refresh(born);
  }

  /** To be called when the effects have changed: the load may be another. */
  refresh(now: number): void {
    const times = surge(this.world.effects(now));
    if (times === this.#surge) return;
    this.#surge = times;
    for (const arrival of this.#arrivals) arrival.at = this.#next(arrival.operation, now);
  }

  /** Plays all that happens after `from`, up to and with `to`. */
  play(from: number, to: number): void {
    const events = this.#waiting;
    for (const arrival of this.#arrivals) this.#addRequests(arrival, to, events);
    this.#addBackground(from, to, events);
    this.#addSentByFaults(from, to, events);
    events.sort((a, b) => a.at - b.at);
    const later = events.findIndex(({ at }) => at > to);
    this.#waiting = later < 0 ? [] : events.slice(later);
    const due = later < 0 ? events.length : later;
    for (let i = 0; i < due; i++) {
      const event = events[i];
      if (event) this.#happen(event);
    }
  }

  #happen({ at, what }: Event): void {
    if (what === "begins") this.#inFlight += 1;
    else if (typeof what === "object") this.#end(what, at);
    else {
      const moment = this.#moment(at);
      for (const emission of what(moment)) this.sink.take(emission, moment);
    }
  }

  #next(operation: Operation, now: number): number {
    const perSecond = operation.perSecond * this.world.load * surge(this.world.effects(now));
    return perSecond > 0 ? now + gapSeconds(this.chance.arrivals, perSecond) : Number.POSITIVE_INFINITY;
  }

  /** A request's end is decided when it comes, as the simulator does it. */
  #addRequests(arrival: { readonly operation: Operation; at: number }, to: number, events: Event[]): void {
    const { operation } = arrival;
    for (; arrival.at <= to; arrival.at = this.#next(operation, arrival.at)) {
      const { at } = arrival;
      const effects = this.world.effects(at);
      const random = seeded(this.chance.arrivals() * 2 ** 32);
      const seconds = latencySeconds(random, operation.latency) * slowness(effects, operation);
      const status = statusOf(effects, operation, random);
      events.push({ at, what: "begins" }, { at: at + seconds, what: { operation, seconds, status, random } });
    }
  }

  #end({ operation, seconds, status, random }: Served, at: number): void {
    this.#inFlight -= 1;
    const traceId = this.#traceId();
    const { call, emissions } = endedCall(this.service.behaviour, operation, {
      status,
      seconds,
      requestId: traceId,
      traceId,
      time: this.#date(at),
      failing: brokenChecks(this.world.effects(at)),
      random,
    });
    const context = { time: call.time, call };
    for (const emission of emissions) this.sink.take(emission, context);
    this.sink.traced(call, operation, emissions);
  }

  #addBackground(from: number, to: number, events: Event[]): void {
    for (const { everySeconds, emits } of this.service.behaviour.background ?? []) {
      for (const at of this.#every(everySeconds, from, to)) events.push({ at, what: emits });
    }
  }

  #addSentByFaults(from: number, to: number, events: Event[]): void {
    const { faults: random } = this.chance;
    for (const at of this.#every(1, from, to)) {
      const sending = this.world.effects(at).filter((effect) => effect.effect === "sends");
      if (sending.length === 0) continue;
      events.push({ at, what: (moment) => sending.flatMap(({ emits }) => emits({ ...moment, random })) });
    }
  }

  /** The moments of what is sent every so many seconds since the process was born, the first at its birth. */
  *#every(seconds: number, from: number, to: number): Generator<number> {
    const passed = Math.floor((from - this.born) / seconds) + 1;
    for (let at = this.born + Math.max(0, passed) * seconds; at <= to; at += seconds) yield at;
  }

  #moment(at: number): Moment {
    return {
      time: this.#date(at),
      uptimeSeconds: at - this.born,
      inFlight: this.#inFlight,
      failing: brokenChecks(this.world.effects(at)),
      random: this.chance.background,
    };
  }

  /** What the service's own clock shows. */
  #date(seconds: number): Date {
    return clockTime(this.world.effects(seconds), new Date((this.world.begin + seconds) * 1000));
  }

  /** Nothing but unlike all others. */
  #traceId(): string {
    this.#traces += 1;
    return this.#traces.toString(16).padStart(32, "0");
  }
}
