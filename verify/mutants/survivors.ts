import type { Mutant } from "./mutant";

/** A mutant that the proof cannot notice, and why that is no gap. */
interface Survivor {
  readonly kind: string;
  /** What was broken. */
  readonly subject: RegExp;
  readonly reason: string;
}

/** Every survivor that is known. One that is not in here fails the check. */
export const survivors: readonly Survivor[] = [
  {
    kind: "range × 20",
    subject: /BurnRate(Moderate|Slow|Creeping)$/,
    reason:
      "that range says how long a faster tier is remembered when it is over, which shows only where a budget burns on more slowly after an outage: no fault does, test/e2e/burn-rate-end.test.ts does",
  },
];

/** Why the mutant may survive; undefined where nobody has said so. */
export function reasonFor({ kind, subject }: Pick<Mutant, "kind" | "subject">): string | undefined {
  return survivors.find((one) => one.kind === kind && one.subject.test(subject))?.reason;
}
