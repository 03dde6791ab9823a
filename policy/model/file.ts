import type { Resource } from "./resource";
import type { Value } from "./value";

/** What a text configures; found out from its content, since names differ from stack to stack. */
export type FileKind =
  | "rules"
  | "alertmanager"
  | "prometheus"
  | "loki"
  | "tempo"
  | "collector"
  | "grafana"
  | "dashboard"
  | "redis"
  | "sql"
  | "other";

/** A text that a resource carries into a container. */
export interface File {
  readonly resource: Resource;
  /** Key of the ConfigMap, path in the container. */
  readonly path: string;
  readonly kind: FileKind;
  /** The text; never shown. Undefined where it is not known yet. */
  readonly text: string | undefined;
  /** What YAML or JSON holds. */
  readonly data: Value;
}
