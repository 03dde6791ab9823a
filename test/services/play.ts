import type { Call, Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import type { HttpStatus } from "../../telemetry/http";

const time = new Date("2024-01-15T10:30:00Z");

/** Numbers in [0, 1), the same at each run. */
function numbers(): () => number {
  let state = 7;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/** What a service sends in 200 requests of each kind, good and failed, and in its background. */
export function play(service: Service, failing: ReadonlySet<string> = new Set()): readonly Emission[] {
  const random = numbers();
  const moment: Moment = { time, uptimeSeconds: 60, inFlight: 2, failing, random };
  const call = (operation: Service["behaviour"]["operations"][number], status: HttpStatus): Call => ({
    ...{ method: operation.method, route: operation.route, status, seconds: 0.1, time, failing, random },
    failed: status.startsWith("5"),
    requestId: "req-1",
    traceId: "0af7651916cd43dd8448eb211c80319c",
  });
  const { operations, onCall, background } = service.behaviour;
  const requests = operations.flatMap((operation) =>
    Array.from({ length: 200 }, (_, i) =>
      call(operation, i % 10 === 9 ? "500" : (operation.status ?? "200")),
    ).flatMap((one) => [...(onCall?.(one) ?? []), ...(operation.emits?.(one) ?? [])]),
  );
  return [
    ...requests,
    ...Array.from({ length: 60 }, () => background ?? [])
      .flat()
      .flatMap((b) => b.emits(moment)),
  ];
}

/** What a fault sends besides, in 200 seconds. */
export function playFault(service: Service, name: string): readonly Emission[] {
  const random = numbers();
  const moment: Moment = { time, uptimeSeconds: 60, inFlight: 2, failing: new Set(), random };
  const effects = service.faults[name]?.effects ?? [];
  return effects.flatMap((effect) =>
    effect.effect === "sends" ? Array.from({ length: 200 }, () => effect.emits(moment)).flat() : [],
  );
}

/** Names of the metrics that were sent, sorted. */
export function sentMetrics(emissions: readonly Emission[]): readonly string[] {
  return [...new Set(emissions.flatMap((one) => ("metric" in one ? [one.metric.name] : [])))].sort();
}

/** Labels and fields that were sent with a value that is not declared: `metric label=value`. */
export function undeclared(emissions: readonly Emission[]): readonly string[] {
  const wrong = emissions.flatMap((one) => {
    if (one.kind === "span") return [];
    const [name, specs, given] =
      one.kind === "log"
        ? ["log", one.logs.fields, one.fields]
        : [one.metric.name, one.metric.labels, one.labels];
    return Object.entries(given).flatMap(([key, value]) => {
      const spec = specs[key];
      const fits =
        spec === "number"
          ? typeof value === "number"
          : Array.isArray(spec)
            ? spec.includes(value)
            : spec !== undefined && typeof value === "string";
      return fits ? [] : [`${name} ${key}=${value}`];
    });
  });
  return [...new Set(wrong)];
}
