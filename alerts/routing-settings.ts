import type { Maintenance } from "../declaration/maintenance";
import type { Duration } from "../telemetry/units";
import type { Destinations } from "./destinations";
import type { ContentSettings } from "./settings";

/** When messages are sent. */
export interface RoutingTimes {
  /** How long the first message of a group waits for others. @default "30s", critical "10s" and never more */
  readonly groupWait?: Duration;
  /** How long the next one waits: a change, or that it is over. @default "1m" */
  readonly groupInterval?: Duration;
  /** After how long what still fires is said again. @default "4h" */
  readonly repeatInterval?: Duration;
  /** After how long what still fires escalates. @default what each team declares */
  readonly escalation?: Duration;
}

/** What routes depend on besides declarations. */
export interface RoutingSettings {
  readonly content: ContentSettings;
  readonly destinations: Destinations;
  readonly times?: RoutingTimes;
  /** Planned work, of every environment. @default none */
  readonly maintenance?: readonly Maintenance[];
}
