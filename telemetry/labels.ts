/** A label whose values cannot be listed, but whose number is bounded, so that a series budget can be computed. */
export interface Bound {
  /** Most values that the label may take, at least 1. */
  readonly atMost: number;
  /** Values that stand in for it in the simulator and the proof; at least one. */
  readonly examples: readonly [string, ...string[]];
}

/** What is known of a label's values: all of them, or how many there are at most. */
export type LabelSpec = readonly string[] | Bound;
export type LabelSpecs = Readonly<Record<string, LabelSpec>>;

/** A label with at most `atMost` values, of which `examples` are some. */
export function upTo(atMost: number, ...examples: [string, ...string[]]): Bound {
  return { atMost, examples };
}

export type ValueOf<S extends LabelSpec> = S extends readonly string[] ? S[number] : string;

declare const nothingElse: unique symbol;
/** TypeScript lets any property into an empty type: a metric without labels would take all of them. */
interface NothingElse {
  readonly [nothingElse]?: never;
}

/** One value for every declared label: what an emitter must give. */
export type LabelValues<L extends LabelSpecs> = { readonly [K in keyof L]: ValueOf<L[K]> } & NothingElse;

/** How a query narrows a label: one value, any of several, none of several, or a pattern (RE2, anchored). */
export type Match<V extends string> =
  | V
  | readonly V[]
  | { readonly not: V | readonly V[] }
  | { readonly matches: string }
  | { readonly notMatches: string };

export type Where<L extends LabelSpecs> = { readonly [K in keyof L]?: Match<ValueOf<L[K]>> } & NothingElse;

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A match, ready to print. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** Quotes a text for use inside an RE2 pattern. */
export function quotePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

function isList(value: string | readonly string[]): value is readonly string[] {
  return typeof value !== "string";
}

function oneOrSeveral(
  label: string,
  values: string | readonly string[],
  one: MatchOperator,
  several: MatchOperator,
): Matcher {
  if (!isList(values)) return { label, operator: one, value: values };
  const [only, ...rest] = values;
  if (only !== undefined && rest.length === 0) return { label, operator: one, value: only };
  return { label, operator: several, value: values.map(quotePattern).join("|") };
}

function isMatchObject(match: Match<string>): match is Exclude<Match<string>, string | readonly string[]> {
  return typeof match === "object" && !Array.isArray(match);
}

export function matcher(label: string, match: Match<string>): Matcher {
  if (!isMatchObject(match)) return oneOrSeveral(label, match, "=", "=~");
  if ("not" in match) return oneOrSeveral(label, match.not, "!=", "!~");
  if ("matches" in match) return { label, operator: "=~", value: match.matches };
  return { label, operator: "!~", value: match.notMatches };
}

/** The matchers of a `where` object, in the order in which it names them. */
export function matchers(where: Readonly<Record<string, Match<string> | undefined>>): readonly Matcher[] {
  return Object.entries(where).flatMap(([label, match]) =>
    match === undefined ? [] : [matcher(label, match)],
  );
}

/** How many values a label can take. */
export function cardinality(spec: LabelSpec): number {
  return "atMost" in spec ? spec.atMost : spec.length;
}

/** Values to try a label with: all of a finite one, the examples of a bounded one. */
export function sampleValues(spec: LabelSpec): readonly string[] {
  return "atMost" in spec ? spec.examples : spec;
}
