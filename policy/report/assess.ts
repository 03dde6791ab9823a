import { linesFor } from "../checklist";
import { type System, systems } from "../checklist/line";
import { concerns, exemptionFor, isExpired, isMet } from "../exemption";
import type { AnyPolicy } from "../policy";
import { assessLine } from "./assess-line";
import type { Judged } from "./judged";
import type { PolicyReport, Report, Status } from "./report";

function assessPolicy(policy: AnyPolicy, { findings, exemptions, now }: Judged): PolicyReport {
  const own = findings.filter((finding) => finding.policy === policy.name);
  const open = own
    .filter(({ status }) => status !== "pass")
    .map((finding) => {
      const exemption = exemptionFor(finding, exemptions, now);
      return exemption ? { ...finding, exemption } : finding;
    });
  const isOpen = (status: Status) => open.some((one) => one.status === status && !("exemption" in one));
  const settled: Status = open.length > 0 ? "exempt" : "pass";
  const { name, section, severity, description, fix } = policy;
  return {
    ...{ name, section, severity, description, fix },
    status: isOpen("fail") ? "fail" : isOpen("unknown") ? "unknown" : settled,
    judged: own.length,
    findings: open,
  };
}

const urgency: readonly Status[] = ["fail", "unknown", "exempt", "pass"];

function stateOf(exemption: Judged["exemptions"][number], { findings, now }: Judged) {
  if (isExpired(exemption, now)) return "expired";
  const isUsed = findings.some((finding) => finding.status === "fail" && concerns(exemption, finding));
  if (isUsed) return "in force";
  return isMet(exemption, findings) ? "unused" : "not met";
}

/** The report; `of` are the systems whose checklists are asked. */
export function assess(judged: Judged, of: readonly System[] = systems): Report {
  return {
    subject: judged.subject,
    at: judged.now.toISOString(),
    lines: of.flatMap((system) => linesFor(system).map((line) => assessLine(line, system, judged))),
    // One that has seen nothing says nothing; what is to be done comes first.
    policies: judged.policies
      .map((policy) => assessPolicy(policy, judged))
      .filter((one) => one.judged > 0)
      .sort((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status)),
    exemptions: judged.exemptions.map((one) => ({ ...one, state: stateOf(one, judged) })),
    problems: judged.problems,
  };
}

/** Does the report hold what must stop a deployment: a policy that fails, an exemption whose time is over? */
export function isRefused({ policies, exemptions, problems }: Report): boolean {
  return (
    problems.length > 0 ||
    policies.some(({ status }) => status === "fail") ||
    exemptions.some(({ state }) => state === "expired")
  );
}
