import type { Call, Moment, Operation } from "../../declaration/behaviour";
import type { Effects } from "../../declaration/effects";
import { brokenChecks, clockTime, slowness, statusOf, surge } from "../../declaration/effects";
import type { Emission } from "../../declaration/emission";
import { endedCall } from "../../declaration/ended-call";
import type { Random } from "../../declaration/random";
import { gapSeconds, latencySeconds } from "../../declaration/random";
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

/** A request that is being served. */
interface Served {
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
  #traces = 0;

  constructor(
    private readonly service: Service,
    private readonly world: World,
    private readonly born: number,
    private readonly random: Random,
    private readonly sink: Sink,
  ) {
    this.#arrivals = service.behaviour.operations.map((operation) => ({ operation, at: 0 }));
    this.refresh(born);
  }

  /** To be called when the effects have changed: the load may be another. */
  refresh(now: number): void {
    for (const arrival of this.#arrivals) arrival.at = this.#next(arrival.operation, now);
  }

  /** Plays all that happens after `from`, up to and with `to`. */
  play(from: number, to: number): void {
    const events = [
      ...this.#waiting,
      ...this.#arrivals.flatMap((arrival) => this.#requests(arrival, to)),
      ...this.#background(from, to),
      ...this.#sentByFaults(from, to),
    ];
    const due = events.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
    this.#waiting = events.filter(({ at }) => at > to);
    for (const event of due) this.#happen(event);
  }

  #happen({ at, what }: Event): void {
    if (what === "begins") this.#inFlight += 1;
    else if (typeof what === "object") this.#end(what, at);
    else for (const emission of what(this.#moment(at))) this.sink.take(emission, { time: this.#date(at) });
  }

  #next(operation: Operation, now: number): number {
    const perSecond = operation.perSecond * this.world.load * surge(this.world.effects(now));
    return perSecond > 0 ? now + gapSeconds(this.random, perSecond) : Number.POSITIVE_INFINITY;
  }

  #requests(arrival: { readonly operation: Operation; at: number }, to: number): readonly Event[] {
    const events: Event[] = [];
    for (; arrival.at <= to; arrival.at = this.#next(arrival.operation, arrival.at)) {
      events.push(...this.#request(arrival.operation, arrival.at));
    }
    return events;
  }

  /** A request's end is decided when it comes, as the simulator does it. */
  #request(operation: Operation, at: number): readonly Event[] {
    const effects = this.world.effects(at);
    const seconds = latencySeconds(this.random, operation.latency) * slowness(effects, operation);
    const status = statusOf(effects, operation, this.random);
    return [
      { at, what: "begins" },
      { at: at + seconds, what: { operation, seconds, status } },
    ];
  }

  #end({ operation, seconds, status }: Served, at: number): void {
    this.#inFlight -= 1;
    const traceId = this.#traceId();
    const { call, emissions } = endedCall(this.service.behaviour, operation, {
      status,
      seconds,
      requestId: traceId,
      traceId,
      time: this.#date(at),
      failing: brokenChecks(this.world.effects(at)),
      random: this.random,
    });
    for (const emission of emissions) this.sink.take(emission, { time: call.time, call });
    this.sink.traced(call, operation, emissions);
  }

  #background(from: number, to: number): readonly Event[] {
    return (this.service.behaviour.background ?? []).flatMap(({ everySeconds, emits }) =>
      this.#every(everySeconds, from, to, () => emits),
    );
  }

  #sentByFaults(from: number, to: number): readonly Event[] {
    return this.#every(1, from, to, (at) => {
      const sending = this.world.effects(at).filter((effect) => effect.effect === "sends");
      return sending.length === 0 ? undefined : (moment) => sending.flatMap(({ emits }) => emits(moment));
    });
  }

  /** Something that is sent every so many seconds since the process was born, the first at its birth. */
  #every(
    seconds: number,
    from: number,
    to: number,
    emitsAt: (at: number) => ((moment: Moment) => readonly Emission[]) | undefined,
  ): readonly Event[] {
    const events: Event[] = [];
    const passed = Math.floor((from - this.born) / seconds) + 1;
    for (let at = this.born + Math.max(0, passed) * seconds; at <= to; at += seconds) {
      const what = emitsAt(at);
      if (what) events.push({ at, what });
    }
    return events;
  }

  #moment(at: number): Moment {
    return {
      time: this.#date(at),
      uptimeSeconds: at - this.born,
      inFlight: this.#inFlight,
      failing: brokenChecks(this.world.effects(at)),
      random: this.random,
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
