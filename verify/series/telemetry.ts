import type { Call, Operation } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import type { Level, LogFacts } from "../../telemetry/logs";
import type { Series } from "./series";

/** One line that a service logged. */
export interface LogEvent {
  readonly logs: LogFacts;
  readonly time: Date;
  readonly level: Level;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** One request's trace: the root span is the operation, its children are among the emissions. */
export interface TraceEvent {
  readonly service: Service;
  readonly call: Call;
  readonly operation: Operation;
  readonly emissions: readonly Emission[];
}

/** Everything that a scenario left in the three stores. */
export interface Telemetry {
  readonly series: readonly Series[];
  readonly logs: readonly LogEvent[];
  readonly traces: readonly TraceEvent[];
}
