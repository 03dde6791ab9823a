import type { Resource } from "./resource";
import type { Fields } from "./value";

/** An object of Kubernetes, of any kind. */
export interface KubernetesObject {
  readonly resource: Resource;
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The whole object. */
  readonly fields: Fields;
}
