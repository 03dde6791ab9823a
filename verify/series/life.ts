import type { Call, Moment, Operation } from "../../declaration/behaviour";
import type { Effects } from "../../declaration/effects";
import { brokenChecks, slowness, statusOf, surge } from "../../declaration/effects";
import type { Emission } from "../../declaration/emission";
import type { Random } from "../../declaration/random";
import { gapSeconds, latencySeconds } from "../../declaration/random";
import type { Service } from "../../declaration/service";

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

interface Event {
  readonly at: number;
  run(): void;
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
    for (const event of due) event.run();
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
    const end = at + seconds;
    const begins = () => {
      this.#inFlight += 1;
    };
    const ends = () => {
      this.#inFlight -= 1;
      const traceId = this.#traceId();
      const call: Call = {
        method: operation.method,
        route: operation.route,
        status,
        seconds,
        failed: status.startsWith("5"),
        requestId: traceId,
        traceId,
        time: this.#date(end),
        failing: brokenChecks(this.world.effects(end)),
        random: this.random,
      };
      const { onCall } = this.service.behaviour;
      const emissions = [...(onCall?.(call) ?? []), ...(operation.emits?.(call) ?? [])];
      for (const emission of emissions) this.sink.take(emission, { time: call.time, call });
      this.sink.traced(call, operation, emissions);
    };
    return [
      { at, run: begins },
      { at: end, run: ends },
    ];
  }

  #background(from: number, to: number): readonly Event[] {
    return (this.service.behaviour.background ?? []).flatMap(({ everySeconds, emits }) =>
      this.#every(everySeconds, from, to, () => emits),
    );
  }

  #sentByFaults(from: number, to: number): readonly Event[] {
    return this.#every(
      1,
      from,
      to,
      (at) => (moment) =>
        this.world.effects(at).flatMap((effect) => (effect.effect === "sends" ? effect.emits(moment) : [])),
    );
  }

  /** A moment every so many seconds since the process was born, the first at its birth. */
  #every(
    seconds: number,
    from: number,
    to: number,
    emitsAt: (at: number) => (moment: Moment) => readonly Emission[],
  ): readonly Event[] {
    const events: Event[] = [];
    const passed = Math.floor((from - this.born) / seconds) + 1;
    for (let at = this.born + Math.max(0, passed) * seconds; at <= to; at += seconds) {
      const time = at;
      const run = () => {
        const emissions = emitsAt(time)(this.#moment(time));
        for (const emission of emissions) this.sink.take(emission, { time: this.#date(time) });
      };
      events.push({ at: time, run });
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

  #date(seconds: number): Date {
    return new Date((this.world.begin + seconds) * 1000);
  }

  /** Nothing but unlike all others. */
  #traceId(): string {
    this.#traces += 1;
    return this.#traces.toString(16).padStart(32, "0");
  }
}
