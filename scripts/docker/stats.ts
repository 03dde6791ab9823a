const mibPerUnit: Readonly<Record<string, number>> = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10 };

/** Reads what `docker stats` tells of a container's memory, `86.5MiB / 256MiB`: what it uses, in MiB; 0 where it tells nothing. */
export function mibOf(told: string): number {
  const [, number, unit = ""] = /^([\d.]+)([KMG]?i?B) \//.exec(told) ?? [];
  return Number(number ?? 0) * (mibPerUnit[unit] ?? 0);
}
