import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Call, Moment, Operation } from "../declaration/behaviour";
import type { Effects } from "../declaration/effects";
import { brokenChecks, clockTime, isLost, slowness, statusOf } from "../declaration/effects";
import type { Emission } from "../declaration/emission";
import { endedCall } from "../declaration/ended-call";
import type { Random } from "../declaration/random";
import { latencySeconds } from "../declaration/random";
import type { Service } from "../declaration/service";
import { StuckGauges } from "../declaration/stuck-gauges";
import type { HttpStatus } from "../telemetry/http";
import type { MetricFacts } from "../telemetry/metrics";
import { watched } from "../telemetry/target";
import type { LogSink } from "./log-line";
import type { Exemplar, MetricSink } from "./metric-sink";
import type { SpanEmission, Tracing } from "./tracing";

/** By which ways a service sends. */
export interface Ways {
  readonly metrics: MetricSink;
  readonly logs: LogSink | undefined;
  readonly tracing: Tracing;
}

interface Context {
  readonly time: Date;
  readonly requestId?: string;
  readonly exemplar?: Exemplar | undefined;
}

/** Plays requests and moments: what the behaviour says of each goes out by the service's ways. */
export class Player {
  readonly #gauges: StuckGauges;
  readonly #born = Date.now();
  readonly #stopped = new AbortController();
  #inFlight = 0;

  constructor(
    private readonly service: Service,
    private readonly ways: Ways,
    private readonly effects: () => Effects,
    private readonly random: Random,
  ) {
    this.#gauges = new StuckGauges(ways.metrics, effects);
    // Every request in flight listens.
    setMaxListeners(0, this.#stopped.signal);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get uptimeSeconds(): number {
    return (Date.now() - this.#born) / 1000;
  }

  /** To be called when the effects have changed. */
  refresh(): void {
    this.#gauges.refresh();
  }

  /** Requests that are being served die without a trace. */
  stop(): void {
    this.#stopped.abort();
  }

  /** One request, from its arrival to its answer: metrics, log lines and spans come from the same call. */
  async request(operation: Operation, requestId?: string, refused?: HttpStatus): Promise<Call> {
    const effects = this.effects();
    const started = clockTime(effects, new Date());
    const trace = this.ways.tracing.begin(operation, started);
    const seconds = latencySeconds(this.random, operation.latency) * slowness(effects, operation);
    const status = refused ?? statusOf(effects, operation, this.random);
    this.#inFlight++;
    try {
      await wait(seconds * 1000, undefined, { signal: this.#stopped.signal });
    } finally {
      this.#inFlight--;
    }
    const { call, emissions } = endedCall(this.service.behaviour, operation, {
      status,
      seconds,
      requestId: requestId ?? trace.id,
      traceId: trace.id,
      time: new Date(started.getTime() + seconds * 1000),
      failing: brokenChecks(this.effects()),
      random: this.random,
    });
    this.#send(emissions, { time: call.time, requestId: call.requestId, exemplar: trace.exemplar });
    if (!isLost(effects, "traces")) trace.end(call, operation, emissions.filter(isSpan));
    return call;
  }

  /** What the service sends apart from single requests. */
  moment(emits: (moment: Moment) => readonly Emission[]): void {
    const moment: Moment = {
      time: clockTime(this.effects(), new Date()),
      uptimeSeconds: this.uptimeSeconds,
      inFlight: this.#inFlight,
      failing: brokenChecks(this.effects()),
      random: this.random,
    };
    const emissions = emits(moment);
    if (emissions.some(isSpan)) {
      throw new Error(`${this.service.id} emits a span outside of a call. Fix: emit it from an operation.`);
    }
    this.#send(emissions, { time: moment.time });
  }

  #shows({ origin, series }: MetricFacts): boolean {
    const { system, service } = this.service.origin;
    const seenFromOutside = Object.values(watched(this.service.origin)).some((one) => one.series === series);
    return origin.system === system && origin.service === service && !seenFromOutside;
  }

  #send(emissions: readonly Emission[], { time, requestId, exemplar }: Context): void {
    const { metrics } = this.ways;
    const logs = isLost(this.effects(), "logs") ? undefined : this.ways.logs;
    for (const emission of emissions) {
      // A full disk is the host's, a certificate is seen from outside: nothing of that can be made up in here.
      if ("metric" in emission && !this.#shows(emission.metric)) continue;
      if (emission.kind === "count") metrics.count(emission.metric, emission.labels, emission.by, exemplar);
      if (emission.kind === "observe") {
        metrics.observe(emission.metric, emission.labels, emission.value, exemplar);
      }
      if (emission.kind === "set") this.#gauges.set(emission.metric, emission.labels, emission.value);
      if (emission.kind === "log") {
        const known = requestId === undefined ? {} : { [emission.logs.correlation]: requestId };
        logs?.write({ ...emission, time, fields: { ...known, ...emission.fields } });
      }
    }
  }
}

function isSpan(emission: Emission): emission is SpanEmission {
  return emission.kind === "span";
}
