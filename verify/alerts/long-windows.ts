import type { Labels, Series } from "../series/series";
import type { RecordingRule } from "./prove-recordings";

const day = 86_400;

/** Longer than the longest window of an SLO; what was recorded is given, since nobody plays requests for a month. */
export const month = { seconds: 31 * day, step: 300, interval: 6 * 3600 } as const;

/** What the longer windows are made of: rates over five minutes, of events and of errors. */
const fed = /:rate5m$/;

/** Rules that read what was recorded; those of five minutes would find no requests to count. */
export function overLongWindows(rules: readonly RecordingRule[]): readonly RecordingRule[] {
  return rules.filter(({ record = "" }) => !fed.test(record));
}

/** A month of recorded rates that never repeat within a window: another window shows another sum. */
export function monthOf(declared: readonly RecordingRule[], place: Labels): readonly Series[] {
  const names = declared.filter(({ record = "" }) => fed.test(record));
  const samples = Array.from({ length: month.seconds / month.step + 1 }, (_, i) => 1 + Math.sqrt(i));
  return names.map(({ record: name = "", labels }) => {
    const share = name.includes(":errors:") ? 0.01 : 1;
    return { name, labels: { ...place, ...labels }, samples: samples.map((value) => share * value) };
  });
}
