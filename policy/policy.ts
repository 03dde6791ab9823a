import type { LineSeverity, Section } from "./checklist/line";
import type { Container } from "./model/container";
import type { File } from "./model/file";
import type { KubernetesObject } from "./model/kubernetes-object";
import type { ServiceFacts } from "./model/service-facts";
import type { SecretValue, Stack } from "./model/stack";
import type { Workload } from "./model/workload";
import type { Settings } from "./settings";
import type { Verdict } from "./verdict";

/** What a policy may look at. */
export interface Subjects {
  /** One container of a workload, of any kind and role. */
  readonly container: { readonly container: Container; readonly workload: Workload };
  readonly workload: Workload;
  /** Any object of Kubernetes. */
  readonly object: KubernetesObject;
  /** A configuration that a resource carries. */
  readonly file: File;
  readonly secret: SecretValue;
  /** Everything that is deployed, and what probes, drills and people have found out. */
  readonly stack: Stack;
  /** A declared service and what is generated for it. */
  readonly service: ServiceFacts;
}
export type SubjectKind = keyof Subjects;

/** A claim about a deployment, and how to see whether it holds. One exported constant each. */
export interface Policy<K extends SubjectKind> {
  /** The claim in kebab-case: `containers-have-memory-limit`; reports, settings and exemptions go by it. */
  readonly name: string;
  readonly section: Section;
  readonly severity: LineSeverity;
  readonly subject: K;
  /** The claim as a sentence, and why it matters. */
  readonly description: string;
  /** What to do when it does not hold. */
  readonly fix: string;
  /** True: it is about the monitoring itself, so that what it says counts for every system that is watched. @default false */
  readonly ofMonitoring?: true;
  /** The settings that it compares with. @default none */
  readonly uses?: readonly (keyof Settings)[];
  /** Pure; says nothing of a subject that it does not concern. */
  check(subject: Subjects[K], settings: Settings): Verdict | readonly Verdict[];
  /** Resource types have a safe default for it: `pod` changes a pod's specification, `labels` an object's labels. */
  readonly remedy?: Remedy;
}

/** A safe default that the pack may fill in where nothing is said. */
export type Remedy =
  | { readonly of: "pod"; readonly path: readonly string[]; readonly value: string | boolean }
  | { readonly of: "labels"; readonly key: string };

/** A policy on any kind of subject. */
export type AnyPolicy = { [K in SubjectKind]: Policy<K> }[SubjectKind];
