import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadCatalog } from "../../catalog";
import { readEvidence } from "../../policy/evidence-file";
import { exemptions as ownExemptions } from "../../policy/exemptions";
import { judgeService, judgeStack } from "../../policy/judge";
import { readPackConfig } from "../../policy/load-pack";
import type { Evidence } from "../../policy/model/evidence";
import { stackOf } from "../../policy/model/stack";
import { policies } from "../../policy/policies";
import type { Judged } from "../../policy/report/judged";
import { findingsIn } from "./event-findings";
import { readManifests } from "./manifests";
import { previewEvents, type Settings } from "./preview";
import { questionsFor } from "./questions";
import { runtimeEvidence } from "./runtime-evidence";
import { serviceFacts } from "./service-facts";

/** Files that the report is made with. */
export interface ReadinessFiles {
  /** The pack's configuration. @default the pack's own */
  readonly policies?: string;
  /** What probes, drills and people have handed in. @default nothing */
  readonly evidence?: string;
  /** Address of the running stack's Prometheus. @default nothing is asked */
  readonly prometheus?: string;
  /** True: it is belfry's own stack, whose exemptions hold. */
  readonly isOwn: boolean;
}

/** Names that content carries; no check looks at them. */
const content = {
  environment: "prod",
  cluster: "readiness",
  runbookBase: "https://runbooks.example.com",
  grafanaUrl: "https://grafana.example.com",
};

/** A stack of this clone: its resources in the engine, and every declared service with what is generated for it. */
export async function judgedStack(stack: string, own: Settings, files: ReadinessFiles): Promise<Judged> {
  const { settings, exemptions } = readPackConfig(files.policies);
  const services = loadCatalog();
  const handedIn = files.evidence === undefined ? [] : readEvidence(files.evidence);
  const seen =
    files.prometheus === undefined ? [] : await runtimeEvidence(files.prometheus, questionsFor(services));
  const evidence = [...handedIn, ...seen];
  if (files.policies !== undefined) process.env.BELFRY_POLICY_CONFIG = files.policies;
  handToPack(evidence);
  const facts = serviceFacts(services, content);
  const ofServices = policies.flatMap((policy) =>
    facts.flatMap((one) => judgeService(policy, one, settings)),
  );
  const ofResources = findingsIn(await previewEvents(stack, own));
  return {
    subject: `stack ${stack}`,
    ...{ policies, evidence, now: new Date(), problems: [] },
    exemptions: files.isOwn ? [...ownExemptions, ...exemptions] : exemptions,
    findings: [...ofResources, ...ofServices],
  };
}

/** The pack judges what the drills have shown; it is another process, which reads a file. */
function handToPack(evidence: readonly Evidence[]): void {
  if (evidence.length === 0) return;
  const file = join(mkdtempSync(join(tmpdir(), "belfry-evidence-")), "evidence.json");
  writeFileSync(file, JSON.stringify(evidence));
  process.once("exit", () => rmSync(dirname(file), { recursive: true, force: true }));
  process.env.BELFRY_POLICY_EVIDENCE = file;
}

/** Somebody's manifests below a folder; `system` is whose they are where their labels do not say. */
export function judgedManifests(folder: string, files: ReadinessFiles, system?: string): Judged {
  const { settings, exemptions } = readPackConfig(files.policies);
  const evidence = files.evidence === undefined ? [] : readEvidence(files.evidence);
  const now = new Date();
  const { parts, problems } = readManifests(folder);
  const stack = stackOf({ id: folder, name: folder }, parts, evidence, now);
  const findings = policies
    .flatMap((policy) => judgeStack(policy, stack, settings))
    .map((one) => (system === undefined ? one : { ...one, resource: { system, ...one.resource } }));
  const accepted = files.isOwn ? [...ownExemptions, ...exemptions] : exemptions;
  return { subject: folder, ...{ policies, evidence, problems, now, findings }, exemptions: accepted };
}
