/** What a change of the declarations does to whoever watches. */
export interface Change {
  /** `pulsecal/pulsecal-api/HighErrorRate`, `Dashboard: panel`. */
  readonly subject: string;
  /** What is other than before, a line each. */
  readonly effects: readonly string[];
}

export interface BehaviourDiff {
  readonly alerts: readonly Change[];
  readonly panels: readonly Change[];
  readonly routes: readonly Change[];
  /** What was changed without being replayed, and why. */
  readonly notReplayed: readonly string[];
}

export function isEmpty({ alerts, panels, routes, notReplayed }: BehaviourDiff): boolean {
  return alerts.length + panels.length + routes.length + notReplayed.length === 0;
}
