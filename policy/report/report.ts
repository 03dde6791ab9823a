import type { Judgement, LineSeverity, Section } from "../checklist/line";
import type { Exemption } from "../exemption";
import type { Finding } from "../judge";

export type Status = "pass" | "fail" | "unknown" | "exempt";

/** What shows that a line holds, or that it does not. */
export interface Proof {
  /** `policy`: a check of resources or declarations in this very run. */
  readonly kind: "policy" | "probed" | "drilled" | "attested";
  /** The policy and what it looked at; the probe, the drill, the person. */
  readonly what: string;
  /** When it was found out. */
  readonly at: string;
  readonly link?: string;
}

/** A line of the checklist as it stands for one system. */
export interface LineReport {
  readonly system: string;
  readonly id: string;
  readonly section: Section;
  readonly title: string;
  readonly severity: LineSeverity;
  readonly judgedBy: Judgement;
  /** The system's own words. */
  readonly asked: readonly string[];
  readonly status: Status;
  readonly evidence: readonly Proof[];
  /** Why it is not passed. */
  readonly why: string;
}

/** A policy as it stands for everything that was judged. */
export interface PolicyReport {
  readonly name: string;
  readonly section: Section;
  readonly severity: LineSeverity;
  readonly description: string;
  readonly fix: string;
  readonly status: Status;
  /** How many verdicts it gave. */
  readonly judged: number;
  /** Those that are not passed. */
  readonly findings: readonly (Finding & { readonly exemption?: Exemption })[];
}

/** What is ready and what is not. */
export interface Report {
  /** The stack or the folder that was judged. */
  readonly subject: string;
  readonly at: string;
  readonly lines: readonly LineReport[];
  readonly policies: readonly PolicyReport[];
  /** `not met`: nothing of the kind that it names was judged. */
  readonly exemptions: readonly (Exemption & {
    readonly state: "in force" | "unused" | "expired" | "not met";
  })[];
  /** What could not be judged at all (files that cannot be read). */
  readonly problems: readonly string[];
}

/** How many of each status. */
export type Score = Readonly<Record<Status, number>>;

export function scoreOf(all: readonly { readonly status: Status }[]): Score {
  const count = (status: Status) => all.filter((one) => one.status === status).length;
  return { pass: count("pass"), fail: count("fail"), unknown: count("unknown"), exempt: count("exempt") };
}
