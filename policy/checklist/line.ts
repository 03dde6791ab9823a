/** Parts of the production checklist. */
export const sections = [
  "Security",
  "Infrastructure",
  "Monitoring",
  "Performance",
  "Backup",
  "Delivery",
] as const;
export type Section = (typeof sections)[number];

/** How bad it is when a line does not hold; the order is that of urgency. */
export const lineSeverities = ["critical", "high", "medium", "low"] as const;
export type LineSeverity = (typeof lineSeverities)[number];

/**
 * What can prove a line: a typed fact of the declaration, resources at preview, generated content, a synthetic check at
 * run time, a drill, or a person who says so. What a later kind can prove, an earlier one never passes.
 */
export type Judgement = "declared" | "static" | "generated" | "probed" | "drilled" | "attested";

/** The systems whose documents the lines come from. */
export const systems = ["newsletter", "pulsecal", "ragbase", "greenstack", "travel-crm"] as const;
export type System = (typeof systems)[number];

/** A line of the production checklist: what several systems ask in their own words, once. */
export interface ChecklistLine {
  /** `section.what`; reports, evidence and exemptions go by it. */
  readonly id: string;
  readonly section: Section;
  /** What must be true. */
  readonly title: string;
  readonly severity: LineSeverity;
  readonly judgedBy: Judgement;
  /** The words of the systems that ask for it. */
  readonly sources: Readonly<Partial<Record<System, readonly string[]>>>;
  /** Policies of which none may fail. */
  readonly policies: readonly string[];
  /** What would prove it, where policies alone cannot; the reason of an `unknown`. */
  readonly wants?: string;
}

type Rest = Pick<ChecklistLine, "sources"> & { readonly policies?: readonly string[] };

/** The lines of a section, written `severity, id, title`. */
export function linesOf(section: Section) {
  const id = (name: string): string => `${section.toLowerCase()}.${name}`;
  return {
    /** Policies prove it. */
    proven: (
      judgedBy: "declared" | "static" | "generated",
      severity: LineSeverity,
      name: string,
      title: string,
      rest: Required<Rest>,
    ): ChecklistLine => ({ id: id(name), section, title, severity, judgedBy, ...rest }),
    /** Only what `wants` names proves it; policies may refute it before. */
    wanted: (
      judgedBy: "probed" | "drilled" | "attested",
      severity: LineSeverity,
      name: string,
      title: string,
      wants: string,
      { sources, policies = [] }: Rest,
    ): ChecklistLine => ({ id: id(name), section, title, severity, judgedBy, sources, policies, wants }),
  };
}
