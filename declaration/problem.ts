/** Something in a declaration that cannot work. */
export interface Problem {
  /** Where: `pulsecal/pulsecal-api, alert HighLatency`. */
  readonly place: string;
  /** What is wrong, with the value. */
  readonly problem: string;
  /** What to write instead. */
  readonly fix: string;
}

/** One message for all problems of a declaration, so that they are mended in one go. */
export class DeclarationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ place, problem, fix }) => `${place}: ${problem}\n  fix: ${fix}`).join("\n"));
    this.name = "DeclarationError";
  }
}
