import type { LabelSpec, Match, Matcher, ValueOf } from "./labels";
import { matchers } from "./labels";
import type { Origin } from "./metrics";

/** The levels that every log line ends up with, whatever its sender calls them. */
export const levels = ["debug", "info", "warn", "error", "critical"] as const;
export type Level = (typeof levels)[number];

/** What a field of a log line holds: finite texts, bounded texts, free text, or a number that queries may add up. */
export type FieldSpec = LabelSpec | "text" | "number";
export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

type FieldValue<S extends FieldSpec> = S extends "number"
  ? number
  : S extends LabelSpec
    ? ValueOf<S>
    : string;
export type FieldValues<F extends FieldSpecs> = { readonly [K in keyof F]?: FieldValue<F[K]> };

type FieldMatch<S extends FieldSpec> = S extends LabelSpec ? Match<ValueOf<S>> : Match<string>;
export type WhereLog<F extends FieldSpecs> = { readonly [K in keyof F]?: FieldMatch<F[K]> } & {
  readonly level?: Match<Level>;
};

/** How a line's time is written. `"epoch-seconds"` is a float; `"plain"` is `2024-01-15 10:30:00` in UTC. */
export type TimeFormat = "iso" | "epoch-seconds" | "plain";

/** By which way the lines come. */
export type LogDelivery =
  | { readonly by: "stdout" }
  /** Files below the service's log folder; `read` are the glob patterns of those that hold each line once. */
  | {
      readonly by: "files";
      readonly read: readonly string[];
      /** A file of `sizeBytes` is renamed, and so many are kept. @default 5 MiB and 5 in the simulator */
      readonly rotation?: { readonly sizeBytes: number; readonly files: number };
    }
  /** JSON lines over TCP to the collector's port 5000. */
  | { readonly by: "tcp" }
  | { readonly by: "otlp" };

/** The shape of a service's JSON log lines. */
export interface LogFormat<F extends FieldSpecs = FieldSpecs> {
  readonly delivery: LogDelivery;
  /** Key of the time and how it is written. */
  readonly time: { readonly key: string; readonly format: TimeFormat };
  /** Key of the level, and how the sender spells each level (`{ warn: "WARNING" }`). @default the level itself */
  readonly level: { readonly key: string; readonly spelling?: Partial<Record<Level, string>> };
  /** Key of the text. */
  readonly message: string;
  /** Further fields. */
  readonly fields: F;
  /** The field by which one request is found everywhere. */
  readonly correlation: keyof F & string;
  /** Values that are on every line (`app: "greenstack"`). */
  readonly constant?: Readonly<Record<string, string>>;
}

/** The lines of one service, or those that `where` and `containing` have left. */
export interface Logs<F extends FieldSpecs = FieldSpecs> extends LogFormat<F> {
  readonly origin: Origin;
  readonly matchers: readonly Matcher[];
  /** Texts that the line holds, all of them. */
  readonly contains: readonly string[];
  where(where: WhereLog<F>): Logs<F>;
  containing(text: string): Logs<F>;
}

/** What of a service's logs does not depend on its field types. */
export interface LogFacts {
  readonly origin: Origin;
  readonly delivery: LogDelivery;
  readonly time: { readonly key: string; readonly format: TimeFormat };
  readonly level: { readonly key: string; readonly spelling?: Partial<Record<Level, string>> };
  readonly message: string;
  readonly fields: FieldSpecs;
  readonly correlation: string;
  readonly constant?: Readonly<Record<string, string>>;
  readonly matchers: readonly Matcher[];
  readonly contains: readonly string[];
}

function select<F extends FieldSpecs>(facts: Omit<Logs<F>, "where" | "containing">): Logs<F> {
  return {
    ...facts,
    where: (where) => select({ ...facts, matchers: [...facts.matchers, ...matchers(where)] }),
    containing: (text) => select({ ...facts, contains: [...facts.contains, text] }),
  };
}

/** The logs of one service. */
export function logsOf<const F extends FieldSpecs>(origin: Origin, format: LogFormat<F>): Logs<F> {
  return select({ ...format, origin, matchers: [], contains: [] });
}

/** The logs of which a declaration holds the facts, so that a generator can narrow them. */
export function logsFrom(facts: LogFacts): Logs {
  return select<FieldSpecs>(facts);
}
