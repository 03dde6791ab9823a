import type { ChecklistLine, System } from "../checklist/line";
import { exemptionFor } from "../exemption";
import type { Finding } from "../judge";
import type { Evidence } from "../model/evidence";
import type { AnyPolicy } from "../policy";
import type { Judged } from "./judged";
import type { LineReport, Proof, Status } from "./report";

/** What the policies of a line say of a system. */
interface Said {
  readonly status: Status;
  readonly why: string;
  readonly evidence: readonly Proof[];
}

/** The verdicts that count for a system: those on what is its own, and those on the monitoring that watches it. */
function relevant(policy: AnyPolicy, system: System, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    ({ policy: name, resource }) =>
      name === policy.name && (policy.ofMonitoring === true || resource.system === system),
  );
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join("; ");
}

/** What a policy says; nothing where nothing of the system concerns it. */
function sayOf(policy: AnyPolicy, system: System, { findings, exemptions, now }: Judged): Said | undefined {
  const own = relevant(policy, system, findings);
  const at = now.toISOString();
  const names = unique(own.map(({ resource }) => resource.name));
  const evidence: readonly Proof[] = [{ kind: "policy", what: `${policy.name} on ${names}`, at }];
  const whyOf = (some: readonly Finding[]) =>
    unique(some.map(({ resource, why }) => `${resource.name}: ${why}`));
  const failed = own.filter(({ status }) => status === "fail");
  const open = failed.filter((finding) => !exemptionFor(finding, exemptions, now));
  if (open.length > 0) return { status: "fail", why: whyOf(open), evidence };
  const unclear = own.filter(({ status }) => status === "unknown");
  if (unclear.length > 0) return { status: "unknown", why: whyOf(unclear), evidence };
  if (failed.length > 0) return { status: "exempt", why: whyOf(failed), evidence };
  return own.length > 0 ? { status: "pass", why: "", evidence } : undefined;
}

/** Why policies have said nothing, and what would make them speak. */
function silence(
  silent: readonly AnyPolicy[],
  system: System,
  { subject, findings }: Judged,
): readonly Said[] {
  const say = (some: readonly AnyPolicy[], why: string): readonly Said[] =>
    some.length === 0
      ? []
      : [{ status: "unknown", why: `${why} (${some.map(({ name }) => name).join(", ")})`, evidence: [] }];
  const declared = silent.filter((one) => one.subject === "service" && !one.ofMonitoring);
  const watching = silent.filter((one) => one.ofMonitoring);
  const deployed = silent.filter((one) => one.subject !== "service" && !one.ofMonitoring);
  // Of its services there are findings as well: those are about its declaration.
  const isDeployed = findings.some(
    ({ resource }) => resource.system === system && !resource.name.startsWith(`${system}/`),
  );
  return [
    ...say(declared, `nothing that ${system} declares tells it`),
    ...say(watching, `${subject} has no resource that tells it`),
    ...say(
      deployed,
      isDeployed
        ? `nothing that was judged of ${system} tells it before the deployment`
        : `no resource of ${system} was judged: hand in its manifests, --manifests DIR --system ${system}`,
    ),
  ];
}

/** The newest word on a line that has not run out. */
function newest(line: ChecklistLine, system: System, { evidence, now }: Judged): Evidence | undefined {
  const own = evidence.filter(
    (one) =>
      one.line === line.id &&
      one.kind === line.judgedBy &&
      (one.system === undefined || one.system === system) &&
      Date.parse(one.until) >= now.getTime(),
  );
  return [...own].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
}

const nobody: Readonly<Record<string, string>> = {
  probed: "no probe has handed in its evidence",
  drilled: "no drill has handed in its evidence",
  attested: "nobody attested",
};

function fromOutside(line: ChecklistLine, system: System, judged: Judged): Said | undefined {
  if (line.wants === undefined) return undefined;
  const found = newest(line, system, judged);
  if (found === undefined) {
    return { status: "unknown", why: `${nobody[line.judgedBy]}; wanted: ${line.wants}`, evidence: [] };
  }
  const { kind, by, at, link, passed, detail, untried } = found;
  const evidence = [{ kind, what: `${by}: ${detail}`, at, ...(link ? { link } : {}) }];
  if (!passed) return { status: "fail", why: detail, evidence };
  return untried === undefined
    ? { status: "pass", why: "", evidence }
    : { status: "unknown", why: `${detail}; not tried: ${untried}; wanted: ${line.wants}`, evidence };
}

const worstFirst: readonly Status[] = ["fail", "unknown", "exempt", "pass"];

/** A line as it stands for a system: policies may refute it; where it wants more, only that proves it. */
export function assessLine(line: ChecklistLine, system: System, judged: Judged): LineReport {
  const named = judged.policies.filter(({ name }) => line.policies.includes(name));
  const heard = named.map((policy) => ({ policy, says: sayOf(policy, system, judged) }));
  const said = heard.flatMap(({ says }) => says ?? []);
  const silent = heard.flatMap(({ policy, says }) => (says ? [] : [policy]));
  const outside = fromOutside(line, system, judged);
  // What a probe has seen settles what the policies could not tell; what only it can prove is not theirs to prove.
  const counting =
    outside?.status === "pass"
      ? said.filter(({ status }) => status === "fail")
      : [...said, ...(outside ? [] : silence(silent, system, judged))];
  const all = [...(outside ? [outside] : []), ...counting];
  const status = worstFirst.find((one) => all.some((two) => two.status === one)) ?? "unknown";
  const { id, section, title, severity, judgedBy, sources } = line;
  return {
    ...{ system, id, section, title, severity, judgedBy, status },
    asked: sources[system] ?? [],
    evidence: [...(outside?.evidence ?? []), ...said.flatMap((one) => one.evidence)],
    why: status === "pass" ? "" : unique(all.filter((one) => one.status === status).map(({ why }) => why)),
  };
}
