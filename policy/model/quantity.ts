import { type Known, notKnown, type Value } from "./value";

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** A quantity as Kubernetes writes it (`500m`, `1Gi`): cores or bytes. */
export function quantity(value: Value | undefined): Known<number> {
  if (value === notKnown) return value;
  if (typeof value === "number") return value;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)([kMGT]i?|Ki|m|)$/.exec(value) : null;
  const factor = factors[match?.[2] ?? "none"];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
