import type { Input } from "@pulumi/pulumi";

/** A container image. `digest` is known, or `"unlocked"` until `npm run images:lock` has asked a registry. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly digest: `sha256:${string}` | "unlocked";
  /** Made from this clone where no registry has it: paths below its root, and the stage of the Dockerfile. */
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
}

/** A port that the workload listens on. */
export interface Port {
  /** Number inside the container, 1–65535. */
  readonly number: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** Senders know this number by heart (4317, 5000, 6831 …): a platform must not pick another one. @default false */
  readonly fixed?: boolean;
  /** Name of the program beside (`Workload.beside`) that listens on it. @default the workload's own */
  readonly of?: string;
  /** People open it in a browser: published where nothing else leads there. @default false */
  readonly opened?: boolean;
  /** Number under which this machine publishes it, where another server has the same one. @default `number` */
  readonly publishedAs?: number;
}

/** How a platform asks a workload whether it is well. */
export type ProbeCheck =
  | { readonly kind: "http"; readonly port: string; readonly path: string }
  | { readonly kind: "tcp"; readonly port: string }
  /** A program inside the image; exit 0 means well. The first word is a binary of the workload. */
  | { readonly kind: "exec"; readonly command: readonly string[] };

export interface WorkloadProbe {
  readonly check: ProbeCheck;
  /** Seconds before the first check. @default 0 */
  readonly initialDelaySeconds?: number;
  /** Seconds between checks, at least 1. */
  readonly periodSeconds: number;
  /** Seconds until one check counts as failed, at least 1. */
  readonly timeoutSeconds: number;
  /** Failed checks in a row until the workload counts as unwell, at least 1. */
  readonly failureThreshold: number;
}

/** CPU in thousandths of a core, memory in MiB. */
export interface Amount {
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** What a workload may take at most; one that is somebody else's may have no limit of CPU. */
export type Limits = Omit<Amount, "cpuMillis"> & Partial<Pick<Amount, "cpuMillis">>;

/** Something on disk that outlives the process. */
export interface Volume {
  readonly sizeMib: number;
}

/** A key of a Secret that somebody else keeps in the cluster: an external store, a sealed secret, a person. */
export interface SecretReference {
  readonly secret: string;
  readonly key: string;
}

/** Whom a workload may talk to; everything else is closed where the platform can close it. */
export type Connection =
  | { readonly to: "workload"; readonly name: string; readonly port: string }
  | { readonly to: "dns" }
  /**
   * `reads`: what it asks the API server for, in the API's own words (`pods`, `apps/deployments`, `core/nodes/metrics`),
   * or a path of the server itself (`/metrics`); it may do nothing else there.
   */
  | { readonly to: "api-server"; readonly reads: readonly string[] }
  | { readonly to: "nodes"; readonly ports: readonly number[] }
  | { readonly to: "internet"; readonly ports: readonly number[] }
  | { readonly to: "any-namespace"; readonly ports: readonly number[] };

/** How a running workload takes a changed file without a restart. */
export type Reload =
  /** The server watches its files itself (Prometheus' `--config.auto-reload`, `file_sd`, Grafana's provisioning). */
  | { readonly by: "itself" }
  | { readonly by: "http"; readonly port: string; readonly path: string }
  | { readonly by: "signal"; readonly signal: "SIGHUP" };

/** A folder that a workload keeps and another one reads. */
export interface CollectedFolder {
  readonly workload: string;
  readonly folder: string;
}

/** A small program beside each copy of a workload: it reaches it on loopback, and has no files of its own. */
export interface Companion {
  readonly name: string;
  readonly image: Image;
  readonly args: readonly string[];
  readonly probes: Workload["probes"];
  readonly resources: Workload["resources"];
}

/** One process to run somewhere: plain data that every platform honours, or says how it falls short. */
export interface Workload {
  /** A DNS label, unique in the stack; the unit's identity. */
  readonly name: string;
  readonly image: Image;
  /** The program of the image, by the toolchain's name for it; `"belfry"` runs a script of this repository with Node. */
  readonly program: { readonly product: string; readonly binary: string };
  /** What a container runs in place of its image's entrypoint, where that does more than start the program. @default the image's */
  readonly entrypoint?: readonly string[];
  /** Arguments; paths and addresses in them come from `Place`. Never a secret. */
  readonly args: readonly string[];
  /** Plain environment. Never a secret. */
  readonly env?: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, Port>>;
  /** Read-only text files by container path. Never a secret. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files (by container path) that the running process takes without a restart, and how; a change of any other restarts it. */
  readonly reload?: { readonly files: readonly string[]; readonly how: Reload };
  /** Secret files by container path, mode 0600. */
  readonly secrets?: Readonly<Record<string, Input<string>>>;
  /**
   * Secret files by container path whose content is in the cluster already, in the workload's namespace. A platform
   * without such a thing never sees one: the configuration refuses it there.
   */
  readonly keptSecrets?: Readonly<Record<string, SecretReference>>;
  /**
   * The secret file whose KEY=VALUE lines the program gets as its environment, for programs that read no files; it
   * needs `entrypoint`. Only Docker does that.
   */
  readonly secretEnvironment?: string;
  /** Writable, kept folders by container path. */
  readonly storage?: Readonly<Record<string, Volume>>;
  readonly probes: {
    readonly readiness: WorkloadProbe;
    readonly liveness: WorkloadProbe;
    readonly startup?: WorkloadProbe;
  };
  readonly resources: { readonly requests: Amount; readonly limits: Limits };
  /** Numeric user of the container; 0, without any capability, only where it must read files of the machine that are root's. */
  readonly user: number;
  readonly connectsTo: readonly Connection[];
  /** Workloads that must be ready before it starts. Only Docker waits; elsewhere it must bear that they are not. */
  readonly startsAfter?: readonly string[];
  /** As many as `Platform.copies` says. @default 1 */
  readonly replicas?: number;
  /**
   * Each copy has an address (`Place.addresses`) and a volume of its own; `POD_NAME` and `POD_IP` in its environment say
   * which it is. Only where there are several copies, so only on Kubernetes. @default false
   */
  readonly named?: boolean;
  /** Only on Kubernetes. @default nothing */
  readonly beside?: readonly Companion[];
  /**
   * Watches the machine it runs on: one on every machine, which sees these folders of it, read-only, where
   * `Place.hostPath` says. What it stores stays on the machine, and `NODE_NAME` in its environment names that.
   */
  readonly watchesHost?: {
    readonly folders: readonly string[];
    /** Sees the machine's network and processes as its own. @default false */
    readonly sharesNetwork?: boolean;
  };
  /**
   * Collects lines: sees what every workload prints (`Place.stdoutFile`) and these folders of others
   * (`Place.collectedPath`). Kubernetes cannot show a folder of another pod.
   */
  readonly collects?: readonly CollectedFolder[];
  /** Seconds between SIGTERM and SIGKILL. @default 30 */
  readonly stopGraceSeconds?: number;
  /** Must run once, before the first start, on an empty storage folder (`initdb`). */
  readonly prepare?: {
    readonly binary: string;
    readonly args: readonly string[];
    /** Container path of a file that says that it was done. */
    readonly unless: string;
  };
}
