import type { Value } from "./value";

const secondsPer: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds of a time span as the servers write it (`1h30m`); undefined where it is none. */
export function spanSeconds(value: Value | string | undefined): number | undefined {
  if (typeof value !== "string" || !/^(\d+(ms|[smhdwy]))+$/.test(value)) return undefined;
  return [...value.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (secondsPer[unit ?? ""] ?? 0),
    0,
  );
}

const bytesPer: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Bytes as Prometheus writes them (`16384MB`, which it reads in powers of 1024). */
export function prometheusBytes(value: Value | string | undefined): number | undefined {
  const match = typeof value === "string" ? /^(\d+)(KB|MB|GB|TB)$/.exec(value) : null;
  return match === null ? undefined : Number(match[1]) * (bytesPer[match[2] ?? ""] ?? 0);
}
