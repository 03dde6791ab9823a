import type { Moment } from "../declaration/behaviour";
import { matches } from "../declaration/effects";
import type { Emission } from "../declaration/emission";
import type { Effect } from "../declaration/fault";
import type { Service } from "../declaration/service";
import type { Level } from "../telemetry/logs";
import type { MetricFacts } from "../telemetry/metrics";

/** The first declared fault of a service that has such an effect: under it, panels that are else empty show data. */
export function faultThat({ faults }: Service, effect: Effect["effect"]): string | undefined {
  const found = Object.entries(faults).find(([, fault]) =>
    fault.effects.some((one) => one.effect === effect),
  );
  return found?.[0];
}

/** A moment at which everything that may be sent by chance is sent. */
const anyMoment: Moment = {
  time: new Date(0),
  uptimeSeconds: 60,
  inFlight: 0,
  failing: new Set(),
  random: () => 0,
};

function faultWith({ faults }: Service, sends: (emission: Emission) => boolean): string | undefined {
  const found = Object.entries(faults).find(([, { effects }]) =>
    effects.some((effect) => effect.effect === "sends" && effect.emits(anyMoment).some(sends)),
  );
  return found?.[0];
}

function moves({ series, matchers }: MetricFacts): (emission: Emission) => boolean {
  return (emission) =>
    "metric" in emission &&
    ["", "_count", "_sum", "_bucket"].some((part) => emission.metric.series + part === series) &&
    matches(matchers, emission.labels);
}

/** Does the service send what the metric counts whether anything is wrong or not? */
export function sentOnNormalDay({ behaviour }: Service, metric: MetricFacts): boolean {
  const background = (behaviour.background ?? []).flatMap(({ emits }) => emits(anyMoment));
  return background.some(moves(metric));
}

/** The first declared fault under which the service sends what one of the metrics counts. */
export function faultSending(service: Service, ...metrics: readonly MetricFacts[]): string | undefined {
  return faultWith(service, (emission) => metrics.some((metric) => moves(metric)(emission)));
}

/** The first declared fault under which the service logs a line of one of the levels. */
export function faultLogging(service: Service, ...levels: readonly Level[]): string | undefined {
  return faultWith(service, (emission) => emission.kind === "log" && levels.includes(emission.level));
}
