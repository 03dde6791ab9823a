/** What rules, messages and runbooks say that depends on the environment and not on a declaration. */
export interface ContentSettings {
  /** Value of the label `environment`. */
  readonly environment: string;
  /** Value of the label `cluster`. */
  readonly cluster: string;
  /** Where Grafana answers, no trailing slash; without it nothing links to dashboards. */
  readonly grafanaUrl?: string;
  /** Where the generated Markdown runbooks are published, no trailing slash. */
  readonly runbookBase: string;
}
