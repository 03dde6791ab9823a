import type { HttpMethod, HttpStatus } from "../telemetry/http";
import type { Emission } from "./emission";

/** One request as it happened: from this one event come its metrics, its log lines and its spans. */
export interface Call {
  readonly method: HttpMethod;
  /** The route template. */
  readonly route: string;
  readonly status: HttpStatus;
  readonly seconds: number;
  /** True where the status says so (5xx) or the request died without an answer. */
  readonly failed: boolean;
  readonly requestId: string;
  readonly traceId: string;
  readonly time: Date;
  /** Checks of the health endpoints that fail at the moment. */
  readonly failing: ReadonlySet<string>;
  /** A number in [0, 1), the same at every replay with the same seed. */
  random(): number;
}

/** A kind of request that a service serves, as it is on a normal day. */
export interface Operation {
  /** Name for people and for faults: `POST /api/iodd/upload`. */
  readonly name: string;
  readonly method: HttpMethod;
  readonly route: string;
  /** Requests per second at normal load. */
  readonly perSecond: number;
  /** Seconds; the latency is log-normal through both points. */
  readonly latency: { readonly p50: number; readonly p95: number };
  /** Status of a request that succeeds. @default "200" */
  readonly status?: HttpStatus;
  /** Share of requests that fail on a normal day, 0–1. @default 0 */
  readonly failing?: number;
  /** Name of the root span and its attributes. @default the operation's name, none */
  readonly root?: { readonly name: string; attributes?(call: Call): Record<string, string | number> };
  /** What this operation sends besides what every call sends. */
  emits?(call: Call): readonly Emission[];
}

/** What a service is like at a moment, apart from single requests. */
export interface Moment {
  readonly time: Date;
  readonly uptimeSeconds: number;
  /** Requests that are being served. */
  readonly inFlight: number;
  readonly failing: ReadonlySet<string>;
  random(): number;
}

/** How a service behaves when nothing is wrong: what the simulator plays and the proof synthesises. */
export interface Behaviour {
  readonly operations: readonly Operation[];
  /** What each request sends, whatever the operation. */
  onCall?(call: Call): readonly Emission[];
  /** What it sends every `everySeconds`, requests or not (gauges, background work). */
  readonly background?: readonly {
    readonly everySeconds: number;
    emits(moment: Moment): readonly Emission[];
  }[];
}
