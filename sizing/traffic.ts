import type { Behaviour, Moment, Operation } from "../declaration/behaviour";
import type { Emission } from "../declaration/emission";
import type { Ending } from "../declaration/ended-call";
import { endedCall } from "../declaration/ended-call";
import { latencySeconds, seeded } from "../declaration/random";
import type { Service } from "../declaration/service";

/** Lines and spans that a service sends at its normal load; a day's mean, whatever its shape. */
export interface Traffic {
  readonly linesPerSecond: number;
  readonly logBytesPerSecond: number;
  readonly spansPerSecond: number;
  readonly spanBytesPerSecond: number;
}

const none: Traffic = { linesPerSecond: 0, logBytesPerSecond: 0, spansPerSecond: 0, spanBytesPerSecond: 0 };

/** So many requests of each kind are played, so that rare branches count with their weight. */
const played = 100;
/** What each line gains on its way: labels, trace id, severity, observed time (seen: 250 bytes a line). */
const bytesAddedToLine = 250;
/** A span without its attributes: ids, times, name, resource (seen: 164 bytes a span with its attributes). */
const bytesOfBareSpan = 150;

function add(a: Traffic, b: Traffic, times: number): Traffic {
  return {
    linesPerSecond: a.linesPerSecond + b.linesPerSecond * times,
    logBytesPerSecond: a.logBytesPerSecond + b.logBytesPerSecond * times,
    spansPerSecond: a.spansPerSecond + b.spansPerSecond * times,
    spanBytesPerSecond: a.spanBytesPerSecond + b.spanBytesPerSecond * times,
  };
}

const size = (fields: Readonly<Record<string, unknown>>) => JSON.stringify(fields).length;

function trafficOfEmissions(emissions: readonly Emission[], sampled: number): Traffic {
  const lines = emissions.flatMap((one) =>
    one.kind === "log" ? [one.message.length + size(one.fields)] : [],
  );
  const spans = emissions.flatMap((one) => (one.kind === "span" ? [size(one.attributes)] : []));
  const sum = (sizes: readonly number[], each: number) => sizes.reduce((all, bytes) => all + bytes + each, 0);
  return {
    linesPerSecond: lines.length,
    logBytesPerSecond: sum(lines, bytesAddedToLine),
    spansPerSecond: spans.length * sampled,
    spanBytesPerSecond: sum(spans, bytesOfBareSpan) * sampled,
  };
}

function endings({ latency, status = "200", failing = 0 }: Operation): readonly Ending[] {
  const random = seeded(1);
  return Array.from({ length: played }, (_, i) => {
    const ended = random() < failing ? "500" : status;
    const id = i.toString(16).padStart(32, "0");
    return {
      ...{ status: ended, random, seconds: latencySeconds(random, latency), requestId: id, traceId: id },
      ...{ time: new Date(i * 1000), failing: new Set<string>() },
    };
  });
}

function ofOperation(behaviour: Behaviour, operation: Operation, sampled: number): Traffic {
  // A request has a root span besides what it emits.
  const root = { ...none, spansPerSecond: sampled, spanBytesPerSecond: bytesOfBareSpan * sampled };
  const each = endings(operation).reduce((sum, ending) => {
    const { emissions } = endedCall(behaviour, operation, ending);
    return add(sum, trafficOfEmissions(emissions, sampled), 1 / played);
  }, root);
  return add(none, each, operation.perSecond);
}

/** What the service sends at normal load. */
export function trafficOf({ behaviour, spans }: Service): Traffic {
  const sampled = spans?.sampled ?? 0;
  const requests = behaviour.operations.reduce(
    (sum, operation) => add(sum, ofOperation(behaviour, operation, sampled), 1),
    none,
  );
  const random = seeded(1);
  return (behaviour.background ?? []).reduce((sum, { everySeconds, emits }) => {
    const moments = Array.from({ length: played }, (_, i): Moment => {
      return { time: new Date(i * 1000), uptimeSeconds: i, inFlight: 1, failing: new Set(), random };
    });
    const emissions = moments.flatMap((moment) => emits(moment));
    return add(sum, trafficOfEmissions(emissions, 0), 1 / (played * everySeconds));
  }, requests);
}
