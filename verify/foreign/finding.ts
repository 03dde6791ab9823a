/** What is known of a rule, a panel's query or a route. */
export interface Finding {
  readonly kind: "alert" | "recording" | "panel" | "route";
  readonly file: string;
  readonly subject: string;
  /** `works`: it was shown to. `cannot`: it never does, for the reason that is told. */
  readonly verdict: "works" | "cannot" | "unknown";
  readonly why: string;
}
