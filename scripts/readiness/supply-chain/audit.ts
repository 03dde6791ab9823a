import { z } from "zod";

/** How a step ended; a step that could not be done says why, and is no pass. */
export interface StepOutcome {
  readonly status: "pass" | "fail" | "skip";
  readonly detail: string;
}

/** Levels of npm's advisories, the mildest first. */
export const auditLevels = ["low", "moderate", "high", "critical"] as const;
export type AuditLevel = (typeof auditLevels)[number];

const found = z.object({ metadata: z.object({ vulnerabilities: z.partialRecord(z.string(), z.number()) }) });
const refused = z.object({ message: z.string() });

/** What `npm audit --json` printed, as an outcome: a registry that answers no advisories is a skip, not a pass. */
export function auditOutcome(json: string, level: AuditLevel): StepOutcome {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return { status: "fail", detail: "npm audit printed what is no JSON" };
  }
  const report = found.safeParse(data);
  if (!report.success) {
    const why = refused.safeParse(data).data?.message ?? "it said nothing that is known";
    return { status: "skip", detail: `the registry has no advisory service: ${why.replace(/ - .*$/, "")}` };
  }
  const { vulnerabilities } = report.data.metadata;
  const counted = auditLevels
    .slice(auditLevels.indexOf(level))
    .map((one) => [one, vulnerabilities[one] ?? 0] as const);
  const bad = counted.filter(([, count]) => count > 0).map(([one, count]) => `${count} ${one}`);
  return bad.length > 0
    ? {
        status: "fail",
        detail: `vulnerable dependencies: ${bad.join(", ")}. Fix: npm audit, then update them`,
      }
    : { status: "pass", detail: `no advisory at ${level} or above` };
}
