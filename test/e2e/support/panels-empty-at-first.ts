interface EmptyAtFirst {
  /** File of the dashboard. */
  readonly file: RegExp;
  /** Title of the panel. */
  readonly title: RegExp;
  readonly reason: string;
}

const budget = "a month is read at whole five minutes: the first value comes within six minutes of `up`";
const quiet = "no message is sent while no alert fires, so none fails and none takes time";

/** Panels that are empty on a stack that has just been brought up, though no fault is what they are about. */
export const emptyAtFirst: readonly EmptyAtFirst[] = [
  {
    file: /^belfry\/alertmanager\.details\.json$/,
    title: /^Alertmanagers that /,
    reason: "on one machine there is one Alertmanager, which has no cluster",
  },
  { file: /\.slo\.json$/, title: /^(Kept|Budget left|Budget over time)$/, reason: budget },
  { file: /^status\.json$/, title: / (availability|latency|uptime|freshness)$/, reason: budget },
  { file: /^overview\.json$/, title: /^alertmanager$/, reason: quiet },
];
