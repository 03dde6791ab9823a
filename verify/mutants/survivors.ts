import type { Mutant } from "./mutant";

/** A mutant that the proof cannot notice, and why that is no gap. */
interface Survivor {
  readonly kind: string;
  /** What was broken begins with this. */
  readonly subject: string;
  readonly reason: string;
}

/** Every survivor that is known. One that is not in here fails the check. */
export const survivors: readonly Survivor[] = [];

/** Why the mutant may survive; undefined where nobody has said so. */
export function reasonFor({ kind, subject }: Pick<Mutant, "kind" | "subject">): string | undefined {
  return survivors.find((one) => one.kind === kind && subject.startsWith(one.subject))?.reason;
}
