import type { Known } from "./value";

/** Where a value of the environment comes from. */
export interface Variable {
  readonly name: string;
  /** Its text, where it stands in the resource. Never shown: it may be a secret. */
  readonly value: Known<string>;
  readonly from: "text" | "secret" | "config" | "field";
}

export interface Port {
  readonly name?: string;
  readonly number: Known<number>;
  /** Port of the machine. */
  readonly hostPort?: Known<number>;
  /** Address of the machine. @default all */
  readonly hostAddress?: Known<string>;
}

/** Cores and bytes. */
export interface Amounts {
  readonly cpu: Known<number>;
  readonly memory: Known<number>;
  readonly ephemeralStorage: Known<number>;
}

/** What holds a process back; the pod's settings are already merged in. */
export interface Confinement {
  readonly runAsNonRoot: Known<boolean>;
  readonly user: Known<number>;
  readonly privileged: Known<boolean>;
  readonly privilegeEscalation: Known<boolean>;
  readonly readOnlyRoot: Known<boolean>;
  readonly seccomp: Known<string>;
  readonly addedCapabilities: Known<readonly string[]>;
  readonly droppedCapabilities: Known<readonly string[]>;
}

/** One container of a workload, whatever runs it. */
export interface Container {
  readonly name: string;
  /** `init` ends before the others start; an init container that goes on is `main`. */
  readonly role: "main" | "init" | "ephemeral";
  readonly image: Known<string>;
  /** Command and arguments. Never shown: they may hold a secret. */
  readonly words: Known<readonly Known<string>[]>;
  readonly environment: Known<readonly Variable[]>;
  readonly ports: Known<readonly Port[]>;
  readonly liveness: Known<true>;
  readonly readiness: Known<true>;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly confinement: Confinement;
}
