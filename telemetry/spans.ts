import type { Match, Matcher } from "./labels";
import { matchers } from "./labels";
import type { Origin } from "./metrics";
import type { Duration } from "./units";

/** By which way spans come to the collector. */
export type SpanDelivery =
  | "otlp-http"
  | "otlp-grpc"
  | "jaeger-thrift-http"
  | "jaeger-thrift-compact"
  | "zipkin";

/** What of a service's spans does not depend on its types. */
export interface SpanFacts {
  readonly origin: Origin;
  readonly delivery: SpanDelivery;
  /** `service.name` as the service sends it. */
  readonly serviceName: string;
  /** Share of requests that are traced, 0–1. */
  readonly sampled: number;
  readonly names: readonly string[];
  /** Attributes that spans may carry; free texts. */
  readonly attributes: readonly string[];
  readonly matchers: readonly Matcher[];
  readonly longerThan?: Duration;
  readonly status?: "error" | "ok";
}

/** The spans of one service, or those that `where` has left. */
export interface Spans<N extends string = string, A extends string = string> extends SpanFacts {
  readonly names: readonly N[];
  readonly attributes: readonly A[];
  where(where: { readonly [K in A]?: Match<string> } & { readonly name?: Match<N> }): Spans<N, A>;
  /** Only spans that took longer. */
  slowerThan(duration: Duration): Spans<N, A>;
  withStatus(status: "error" | "ok"): Spans<N, A>;
}

type SpanOptions<N extends string, A extends string> = Pick<
  SpanFacts,
  "delivery" | "serviceName" | "sampled"
> & {
  readonly names: readonly N[];
  readonly attributes: readonly A[];
};

type Selected<N extends string, A extends string> = Omit<Spans<N, A>, "where" | "slowerThan" | "withStatus">;

function select<N extends string, A extends string>(facts: Selected<N, A>): Spans<N, A> {
  return {
    ...facts,
    where: (where) => select({ ...facts, matchers: [...facts.matchers, ...matchers(where)] }),
    slowerThan: (longerThan) => select({ ...facts, longerThan }),
    withStatus: (status) => select({ ...facts, status }),
  };
}

/** The spans of one service. */
export function spansOf<const N extends string, const A extends string>(
  origin: Origin,
  options: SpanOptions<N, A>,
): Spans<N, A> {
  return select({ ...options, origin, matchers: [] });
}
