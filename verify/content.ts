import type { RuleFiles } from "../alerts/rules";
import type { Page } from "../dashboards/page";
import type { Maintenance } from "../declaration/maintenance";
import type { Service } from "../declaration/service";
import type { Labels } from "./series/series";

/** What is proven: the declarations, and everything that was generated from them. */
export interface Content {
  readonly services: readonly Service[];
  readonly rules: RuleFiles;
  readonly logRules: RuleFiles;
  /** Dashboards as questions, and as the JSON that is shipped, by file. */
  readonly pages: readonly Page[];
  readonly dashboards: Readonly<Record<string, string>>;
  /** Alertmanager's configuration. */
  readonly routing: string;
  /** Planned work, of every environment. */
  readonly maintenance: readonly Maintenance[];
  /** Runbooks as Markdown, by path. */
  readonly runbooks: Readonly<Record<string, string>>;
  /** Labels `environment` and `cluster`. */
  readonly place: Labels;
}
