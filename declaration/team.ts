import type { Duration } from "../telemetry/units";
import type { Presentation } from "./presentation";
import type { WeeklyHours } from "./weekly-hours";

/** Ways on which a message reaches somebody. Which address that is, is configuration of the environment. */
export const channels = ["pagerduty", "slack", "email", "webhook"] as const;
export type Channel = (typeof channels)[number];

export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** Who owns a service. */
export interface Team {
  /** Lower-case words with dashes; the value of the label `team`. */
  readonly name: string;
  /** Where alerts go that name no channel of their own. */
  readonly channels: Readonly<Record<Severity, readonly Channel[]>>;
  /**
   * When the team works, and where alerts go at other times that name no channel of their own: severities that are
   * absent go as ever, an empty list waits until the team works again. Critical never waits. @default it always works
   */
  readonly hours?: {
    readonly working: WeeklyHours;
    readonly outside: Partial<Readonly<Record<Severity, readonly Channel[]>>>;
  };
  /** Who is called when a critical alert still fires after this time. */
  readonly escalation: { readonly after: Duration; readonly to: string; readonly channel: Channel };
  /** How its messages look. @default as belfry's own */
  readonly presentation?: Presentation;
}
