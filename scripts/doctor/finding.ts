/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: "ok" | "missing" | "wrong";
  readonly detail: string;
  /** What to do; empty where nothing must be done. */
  readonly fix: string;
}
