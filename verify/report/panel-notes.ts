import type { Check } from "../check";

/** What of the panels' proof is a measurement, in sentences: how many numbers were known beforehand, and the slowest answer. */
export function panelNotes(checks: readonly Check[]): readonly string[] {
  const asked = checks.filter(({ numberKnown }) => numberKnown !== undefined);
  const known = asked.filter(({ numberKnown }) => numberKnown);
  const [slowest] = checks
    .flatMap(({ subject, seconds }) => (seconds === undefined ? [] : [{ subject, seconds }]))
    .toSorted((a, b) => b.seconds - a.seconds);
  return [
    ...(asked.length > 0
      ? [`numbers held against what was played: ${known.length} of ${asked.length} questions to Prometheus`]
      : []),
    ...(slowest ? [`slowest answer: ${slowest.seconds.toFixed(2)} s, ${slowest.subject}`] : []),
  ];
}
