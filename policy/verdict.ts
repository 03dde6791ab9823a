import type { Resource } from "./model/resource";
import { type Known, notKnown } from "./model/value";

/** What a check says of its subject. `why` holds names and places, never a value: it may be a secret. */
export interface Verdict {
  readonly status: "pass" | "fail" | "unknown";
  readonly why: string;
  /** What it is about, where that is narrower than the subject. */
  readonly about?: Resource;
}

/** A check that does not concern its subject says nothing. */
export const notConcerned: readonly Verdict[] = [];

export const pass: Verdict = { status: "pass", why: "" };

export function fail(why: string): Verdict {
  return { status: "fail", why };
}

export function unknown(why: string): Verdict {
  return { status: "unknown", why };
}

/** Passes when the value is right; a value that is not known yet is neither. `why` says what is wrong. */
export function holds<T>(value: Known<T>, isRight: (value: T | undefined) => boolean, why: string): Verdict {
  if (value === notKnown) return unknown("a value that decides it is not known before the deployment");
  return isRight(value) ? pass : fail(why);
}

/** The first that fails, else the first that is unknown, else pass. */
export function allOf(...verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find(({ status }) => status === "fail") ??
    verdicts.find(({ status }) => status === "unknown") ??
    pass
  );
}

/** So many names say enough. */
const mostNames = 8;

/** Passes when nothing is named; the names are those of alerts, jobs, keys. */
export function noneOf(names: readonly string[], why: (names: string) => string): Verdict {
  if (names.length === 0) return pass;
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return fail(why(`${names.slice(0, mostNames).join(", ")}${more}`));
}
