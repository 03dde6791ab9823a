import type { Matcher } from "../telemetry/labels";
import type { Duration } from "../telemetry/units";

/** The part of Alertmanager's configuration (0.34) that is generated, under its own names. */
export interface AlertmanagerConfig {
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals?: readonly TimeInterval[];
  readonly receivers: readonly Receiver[];
}

export interface Route {
  readonly matchers?: readonly string[];
  readonly receiver?: string;
  /** True: the routes after this one are tried, too. */
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: Duration;
  readonly group_interval?: Duration;
  readonly repeat_interval?: Duration;
  /** Names of time intervals in which it sends nothing. */
  readonly mute_time_intervals?: readonly string[];
  /** Names of those in which alone it sends. */
  readonly active_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

export interface TimeInterval {
  readonly name: string;
  /** A moment belongs to it when it belongs to one of these. */
  readonly time_intervals: readonly TimeSpan[];
}

/** All that is given must hold. */
export interface TimeSpan {
  readonly times: readonly [{ readonly start_time: string; readonly end_time: string }];
  readonly weekdays?: readonly string[];
  readonly days_of_month?: readonly string[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
  /** IANA name of the time zone. */
  readonly location: string;
}

export interface InhibitRule {
  readonly name: string;
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** What one channel of a receiver sends; the keys are those of the integration. */
export type Integration = Readonly<Record<string, unknown>> & { readonly send_resolved: boolean };

export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly Integration[];
  readonly slack_configs?: readonly Integration[];
  readonly email_configs?: readonly Integration[];
  readonly webhook_configs?: readonly Integration[];
}

/** A matcher as Alertmanager reads it. */
export function printMatcher({ label, operator, value }: Matcher): string {
  return `${label}${operator}${JSON.stringify(value)}`;
}

export function is(label: string, value: string): string {
  return printMatcher({ label, operator: "=", value });
}

/** Any of the names; each is made of letters and digits, so nothing in it needs quoting. */
export function isOneOf(label: string, names: readonly string[]): string {
  const [only, ...rest] = names;
  if (only !== undefined && rest.length === 0) return is(label, only);
  return printMatcher({ label, operator: "=~", value: names.join("|") });
}

export function isNoneOf(label: string, names: readonly string[]): string {
  return printMatcher({ label, operator: "!~", value: names.join("|") });
}
