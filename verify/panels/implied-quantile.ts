import type { Labels } from "../series/series";
import { seriesKey } from "../series/series";
import type { Implied } from "./implied";

interface Bucket {
  readonly upTo: number;
  readonly count: number;
}

/** Within a bucket values are taken to lie evenly; in the last, which has no end, at its beginning. */
function quantileOf(quantile: number, buckets: readonly Bucket[]): number {
  const all = buckets.at(-1)?.count ?? 0;
  if (buckets.length < 2 || all === 0) return Number.NaN;
  const rank = quantile * all;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const [bucket, before] = [buckets[at], buckets[at - 1]];
  if (!bucket || bucket.upTo === Number.POSITIVE_INFINITY) return before?.upTo ?? Number.NaN;
  const [from, below] = [before?.upTo ?? 0, before?.count ?? 0];
  return from + ((bucket.upTo - from) * (rank - below)) / (bucket.count - below);
}

/** The quantile of each histogram of which these are the buckets; undefined where one has no bucket for all. */
export function impliedQuantile(quantile: number, lines: readonly Implied[]): readonly Implied[] | undefined {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels: all, value } of lines) {
    const { le = "", ...labels } = all;
    const key = seriesKey("", labels);
    const known = histograms.get(key) ?? { labels, buckets: [] };
    known.buckets.push({ upTo: le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), count: value });
    histograms.set(key, known);
  }
  const sorted = [...histograms.values()].map(({ labels, buckets }) => ({
    labels,
    buckets: buckets.toSorted((a, b) => a.upTo - b.upTo),
  }));
  if (sorted.some(({ buckets }) => buckets.at(-1)?.upTo !== Number.POSITIVE_INFINITY)) return undefined;
  return sorted.map(({ labels, buckets }) => ({ labels, value: quantileOf(quantile, buckets) }));
}
