import { concerns, type Exemption, isExpired, printExemption } from "../../policy/exemption";
import type { StepOutcome } from "../readiness/supply-chain/audit";
import type { Heard } from "./finding";

/** A checker's step: it passes when each objection is accepted, each acceptance is needed, and none is over. */
export function stepOf(
  checker: string,
  { findings, looked }: Heard,
  exemptions: readonly Exemption[],
  now: Date,
): StepOutcome {
  const own = exemptions.filter(({ policy }) => policy.startsWith(`${checker}/`));
  const accepted = (finding: Heard["findings"][number]) =>
    own.some((one) => concerns(one, finding) && !isExpired(one, now));
  const open = findings.filter((one) => !accepted(one));
  const wrong = [
    ...open.map(({ policy, resource, why }) => `${policy}: ${resource.name}: ${why}`),
    ...own.filter((one) => isExpired(one, now)).map((one) => `over: ${printExemption(one)}`),
    ...own
      .filter((one) => !findings.some((finding) => concerns(one, finding)))
      .map((one) => `nothing needs it: ${printExemption(one)}`),
  ];
  if (looked === 0) return { status: "fail", detail: "it has looked at nothing" };
  if (wrong.length > 0) return { status: "fail", detail: `\n  ${wrong.join("\n  ")}` };
  return { status: "pass", detail: `${looked} objects, ${findings.length} objections accepted` };
}
