import type {
  Policies,
  PolicyConfigSchema,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { type Exemption, exemptionFor } from "./exemption";
import { type Finding, judgePart, judgeStack } from "./judge";
import type { Evidence } from "./model/evidence";
import { type EngineResource, partOf } from "./model/part";
import { type Part, type Stack, stackOf } from "./model/stack";
import type { Enforcement } from "./pack-config";
import type { AnyPolicy } from "./policy";
import { remediationOf } from "./remediation";
import { type Settings, settingsSchema } from "./settings";
import { oncePerTurn } from "./turn";

/** What the pack is run with. */
export interface Pack {
  readonly policies: readonly AnyPolicy[];
  readonly settings: Settings;
  readonly exemptions: readonly Exemption[];
  /** What drills, probes and people have found out. */
  readonly evidence: readonly Evidence[];
  readonly now: Date;
  enforcement(policy: string): Enforcement;
}

const known = oncePerTurn(
  ({ urn }: EngineResource) => urn,
  (resource): { readonly part: Part | undefined } => ({ part: partOf(resource) }),
);

const knownStack = oncePerTurn(
  ({ resources }: StackValidationArgs) => String(resources.length),
  ({ resources }) => resources.flatMap((resource) => partOf(resource) ?? []),
);

/** The resources of a stack in the terms of the checks. */
export function engineStack(args: StackValidationArgs, { evidence, now }: Pack): Stack {
  const root = args.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return stackOf({ id: root?.urn ?? "stack", name: "stack" }, knownStack(args), evidence, now);
}

/** The part of a resource that a policy is asked about. */
export function enginePart(resource: EngineResource): Part | undefined {
  return known(resource).part;
}

/** The pack's settings, with what the engine's own configuration of a policy says. */
function settingsFor(pack: Pack, own: object): Settings {
  return settingsSchema.parse({ ...pack.settings, ...own });
}

/** The settings of a policy as CrossGuard wants them described; undefined where it has none. */
function configSchema({ uses }: AnyPolicy): PolicyConfigSchema | undefined {
  if (uses === undefined) return undefined;
  const all: unknown = z.toJSONSchema(settingsSchema, { io: "input" }).properties;
  const picked = uses.map((name) => [name, Reflect.get(Object(all), name)] as const);
  return { properties: Object.fromEntries(picked) };
}

/** The failures that nobody has accepted. */
export function unaccepted(findings: readonly Finding[], { exemptions, now }: Pack): readonly Finding[] {
  return findings.filter((finding) => finding.status === "fail" && !exemptionFor(finding, exemptions, now));
}

function message({ resource, why }: Finding, fix: string): string {
  return `${resource.name}: ${why}. Fix: ${fix}.`;
}

function described(policy: AnyPolicy, pack: Pack) {
  const schema = configSchema(policy);
  return {
    name: policy.name,
    description: policy.description,
    severity: policy.severity,
    enforcementLevel: pack.enforcement(policy.name),
    remediationSteps: policy.fix,
    tags: [policy.section],
    ...(schema ? { configSchema: schema } : {}),
  };
}

function resourcePolicy(policy: AnyPolicy, pack: Pack): ResourceValidationPolicy {
  return {
    ...described(policy, pack),
    ...(policy.remedy ? { remediateResource: remediationOf(policy.remedy) } : {}),
    validateResource: (args, report) => {
      const part = enginePart(args);
      const found = part ? judgePart(policy, part, settingsFor(pack, args.getConfig())) : [];
      if (found.length === 0) args.notApplicable("the policy does not concern this resource");
      for (const finding of unaccepted(found, pack)) report(message(finding, policy.fix));
    },
  };
}

function stackPolicy(policy: AnyPolicy, pack: Pack): StackValidationPolicy {
  return {
    ...described(policy, pack),
    validateStack: (args, report) => {
      const stack = engineStack(args, pack);
      const found = judgeStack(policy, stack, settingsFor(pack, args.getConfig()));
      if (found.length === 0) args.notApplicable("the policy concerns nothing of this stack");
      for (const finding of unaccepted(found, pack)) {
        const { id } = finding.resource;
        report(message(finding, policy.fix), id.startsWith("urn:") ? id : undefined);
      }
    },
  };
}

/** The policies as the engine runs them; those on declared services are the report's, which knows the declarations. */
export function crossGuardPolicies(pack: Pack): Policies {
  return pack.policies
    .filter(({ subject }) => subject !== "service")
    .map((policy) => (policy.subject === "stack" ? stackPolicy(policy, pack) : resourcePolicy(policy, pack)));
}
