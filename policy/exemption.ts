import { z } from "zod";
import type { Finding } from "./judge";

/** A finding that somebody accepts for a while. */
export const exemptionSchema = z.strictObject({
  /** Name of the policy. */
  policy: z.string(),
  /** The resource as findings name it, or its URN; `*` stands for any text. */
  resource: z.string().min(1),
  /** Why it is accepted. */
  reason: z.string().min(15, { error: "say why in a sentence: at least 15 characters" }),
  /** Who has accepted it. */
  owner: z.string().min(1),
  /** The last day on which it holds. */
  expires: z.iso.date({ error: 'expected a day such as "2026-12-31"' }),
});
export type Exemption = z.infer<typeof exemptionSchema>;

/** Is its last day over? */
export function isExpired({ expires }: Exemption, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}

function pattern(text: string): RegExp {
  const escaped = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s");
}

/** Does it speak of this finding, expired or not? */
export function concerns({ policy, resource }: Exemption, finding: Finding): boolean {
  if (policy !== finding.policy) return false;
  const named = pattern(resource);
  return named.test(finding.resource.name) || named.test(finding.resource.id);
}

/** Was anything of the kind that it names judged (`DaemonSet …`, `Container …`)? Else this stack cannot need it. */
export function isMet({ resource }: Exemption, findings: readonly Finding[]): boolean {
  const [, kind] = /^([A-Z]\w+) /.exec(resource) ?? [];
  return kind === undefined || findings.some((one) => one.resource.name.startsWith(`${kind} `));
}

/** The exemption under which a failure is accepted; an expired one accepts nothing. */
export function exemptionFor(
  finding: Finding,
  exemptions: readonly Exemption[],
  now: Date,
): Exemption | undefined {
  if (finding.status !== "fail") return undefined;
  return exemptions.find((one) => concerns(one, finding) && !isExpired(one, now));
}

/** The exemption as people read it. */
export function printExemption({ policy, resource, reason, owner, expires }: Exemption): string {
  return `${policy} on ${resource}, until ${expires}, by ${owner}: ${reason}`;
}
