import type { Container } from "./container";
import type { Resource } from "./resource";
import type { Known } from "./value";

/** Something that is kept on disk, or handed in. */
export interface Volume {
  readonly kind: "claim" | "named" | "host" | "empty" | "config" | "secret" | "other";
  /** Where containers see it. */
  readonly paths: readonly string[];
  readonly sizeBytes?: Known<number>;
}

/** What runs containers: a pod and its controller, a Docker container, a process of `local`. */
export interface Workload {
  readonly resource: Resource;
  readonly platform: "kubernetes" | "docker" | "local";
  /** `Deployment`, `CronJob`, `Container`, `Unit`. */
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** False: it ends by itself (Job, CronJob). */
  readonly runsForever: boolean;
  readonly replicas: Known<number>;
  /** Not known: nothing can be said of them. */
  readonly containers: Known<readonly Container[]>;
  readonly volumes: readonly Volume[];
  /** Namespaces of the machine that it shares: `network`, `pid`, `ipc`. */
  readonly hostNamespaces: Known<readonly string[]>;
  readonly serviceAccount: Known<string>;
  readonly mountsToken: Known<boolean>;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: Known<number>;
  /** Is it told to keep replicas on different machines? */
  readonly spreads: Known<boolean>;
  /** Is it started again when it ends? */
  readonly restarts: Known<boolean>;
  /** Are claims deleted with it or with its scale? */
  readonly deletesClaims: Known<boolean>;
}

/** The containers that are known, those that run on. */
export function mainContainers({ containers }: Workload): readonly Container[] {
  return typeof containers === "object" ? containers.filter(({ role }) => role === "main") : [];
}
