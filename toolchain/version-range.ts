/** Compares the dotted numbers that servers print. Not semver: PostgreSQL has two parts, and suffixes are ignored. */

const numbers = (version: string): number[] =>
  version.split(".").map((part) => Number.parseInt(part, 10) || 0);

/** Negative when `left` is older, zero when they are the same as far as both go, positive when newer. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [numbers(left), numbers(right)];
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True when the version lies in the half-open range. */
export function isWithin(
  version: string,
  range: { readonly atLeast: string; readonly below: string },
): boolean {
  return compareVersions(version, range.atLeast) >= 0 && compareVersions(version, range.below) < 0;
}
