import type { Service } from "../../declaration/service";

/** A declared service, and what was generated for it. */
export interface ServiceFacts {
  readonly service: Service;
  /** Names of its alerts that are in the rule files. */
  readonly rules: readonly string[];
  /** Its runbooks as Markdown, by alert. */
  readonly runbooks: Readonly<Record<string, string>>;
  /** Titles of the dashboards that show it. */
  readonly dashboards: readonly string[];
}
