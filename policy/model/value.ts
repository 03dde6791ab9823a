/**
 * Stands for what cannot be known yet: the output of a resource that preview has not made. A check that meets it says
 * `unknown`, never `pass`.
 */
export const notKnown = Symbol("not known yet");
export type NotKnown = typeof notKnown;

/** Plain data in which any part may not be known yet. */
export type Value = string | number | boolean | null | NotKnown | readonly Value[] | Fields;
export interface Fields {
  readonly [key: string]: Value;
}

/** A part that may be absent, or not known. */
export type Known<T> = T | undefined | NotKnown;

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at a path; not known when something on the way is not. */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let here = value;
  for (const key of path) {
    if (here === notKnown) return notKnown;
    if (!isFields(here)) return undefined;
    here = Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here === null ? undefined : here;
}

/** The items of a list; one that is not a list counts as absent. */
export function list(value: Value | undefined): Known<readonly Value[]> {
  if (value === notKnown || value === undefined) return value;
  return isList(value) ? value : undefined;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The items that are known to be there. */
export function items(value: Value | undefined): readonly Value[] {
  const found = list(value);
  return found === undefined || found === notKnown ? [] : found;
}

/** The entries of a map that is known. */
export function entries(value: Value | undefined): readonly (readonly [string, Value])[] {
  return isFields(value) ? Object.entries(value) : [];
}

export function text(value: Value | undefined): Known<string> {
  if (value === notKnown) return value;
  return typeof value === "string" ? value : undefined;
}

/** Numbers of containers may come as text, too (`"0644"`, `"80"`). */
export function number(value: Value | undefined): Known<number> {
  if (value === notKnown) return value;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

export function flag(value: Value | undefined): Known<boolean> {
  if (value === notKnown) return value;
  return typeof value === "boolean" ? value : undefined;
}

/** The text, or nothing where there is none or it is not known. */
export function knownText(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A map of texts; what is no text is left out. */
export function texts(value: Value | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries(value).flatMap(([key, one]) => (typeof one === "string" ? [[key, one] as const] : [])),
  );
}

/**
 * Anything as a value. A property whose reading throws is not known: so CrossGuard marks it. Functions and other
 * objects of the engine (assets) are left out.
 */
export function toValue(anything: unknown): Value {
  if (anything === null || anything === undefined) return null;
  switch (typeof anything) {
    case "string":
    case "number":
    case "boolean":
      return anything;
    case "object":
      return Array.isArray(anything)
        ? Array.from({ length: anything.length }, (_, i) => read(anything, String(i)))
        : Object.fromEntries(Object.keys(anything).map((key) => [key, read(anything, key)]));
    default:
      return null;
  }
}

function read(owner: object, key: string): Value {
  let found: unknown;
  try {
    found = Reflect.get(owner, key);
  } catch {
    return notKnown;
  }
  return toValue(found);
}
