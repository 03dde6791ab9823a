import type { LabelMatcher } from "./tree";

/** Pieces of a pattern that stand for many texts, and one text each. */
const pieces: readonly (readonly [RegExp, string])[] = [
  [/^\^|\$$/g, ""],
  [/\(\?[a-z:]+/g, "("],
  [/\[\^[^\]]*\][*+?]?/g, "x"],
  [/\[(?:\\)?(.)[^\]]*\](?:[*+?]|\{\d+(?:,\d*)?\})?/g, "$1"],
  [/\\d[*+?]?/g, "1"],
  [/\\w[*+?]?/g, "x"],
  [/(?<!\\)\.\+\??/g, "x"],
  [/(?<!\\)\.\*\??/g, ""],
  [/(?<!\\)\./g, "x"],
  [/(?<!\\)[a-zA-Z0-9_][*?]/g, ""],
  [/(?<!\\)\+/g, ""],
  [/\\(.)/g, "$1"],
];

/** The first of the alternatives, the innermost brackets first. */
function firstAlternatives(pattern: string): string {
  const inner = /\(([^()]*)\)\??/;
  let text = pattern;
  for (let match = inner.exec(text); match; match = inner.exec(text)) {
    text = text.replace(match[0], () => (match?.[1] ?? "").split("|")[0] ?? "");
  }
  return text.split("|")[0] ?? "";
}

function example(pattern: string): string {
  let text = firstAlternatives(pattern.replace(/\(\?[a-z:]+/g, "("));
  for (const [piece, by] of pieces) text = text.replace(piece, by);
  return text;
}

function holds({ type, value }: LabelMatcher, text: string): boolean {
  if (type === "=" || type === "!=") return (text === value) === (type === "=");
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`, "s");
  } catch {
    return false;
  }
  return pattern.test(text) === (type === "=~");
}

/**
 * A value that a label may have by all matchers on it: one of those that are wished for, if it may; else what the
 * matchers say themselves. "" is a label that is not there. Undefined where none was found.
 */
export function matchingValue(
  matchers: readonly LabelMatcher[],
  wished: readonly string[],
): string | undefined {
  const named = matchers.flatMap(({ type, value }) => {
    if (type === "=") return [value];
    return type === "=~" ? [example(value)] : [];
  });
  return [...wished, ...named, "x", "1", ""].find((text) => matchers.every((one) => holds(one, text)));
}
