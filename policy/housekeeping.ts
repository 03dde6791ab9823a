import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { enginePart, engineStack, type Pack } from "./crossguard";
import { concerns, isExpired, isMet, printExemption } from "./exemption";
import { type Finding, judgePart, judgeStack } from "./judge";

/** What the pack says of itself: what it could not judge, and what it was told to accept. */
export const housekeeping = {
  unjudged: "resources-can-be-judged",
  unjudgedStack: "stacks-can-be-judged",
  expired: "exemptions-are-current",
  accepted: "exemptions-are-used",
} as const;

function line({ policy, resource, why }: Finding): string {
  return `${policy}: ${resource.name}: ${why}.`;
}

/** A verdict that is not known in a preview is known in the update, which asks again before each resource is made. */
function unjudged({ policies, settings }: Pack): ResourceValidationPolicy {
  return {
    name: housekeeping.unjudged,
    description: "Every policy can say pass or fail; what is only known later is judged then.",
    enforcementLevel: "advisory",
    validateResource: (args, report) => {
      const part = enginePart(args);
      if (part === undefined) return args.notApplicable("no policy concerns this resource");
      const found = policies.flatMap((policy) => judgePart(policy, part, settings));
      for (const finding of found.filter(({ status }) => status === "unknown")) report(line(finding));
    },
  };
}

function unjudgedStack(pack: Pack): StackValidationPolicy {
  const { policies, settings } = pack;
  return {
    name: housekeeping.unjudgedStack,
    description: "Every policy on the whole stack can say pass or fail.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      const stack = engineStack(args, pack);
      const found = policies
        .filter(({ subject }) => subject === "stack")
        .flatMap((policy) => judgeStack(policy, stack, settings));
      for (const finding of found.filter(({ status }) => status === "unknown")) report(line(finding));
    },
  };
}

function expired({ exemptions, now }: Pack): StackValidationPolicy {
  return {
    name: housekeeping.expired,
    description: "No exemption is older than it was meant to be.",
    enforcementLevel: "mandatory",
    validateStack: (_args, report) => {
      for (const one of exemptions.filter((exemption) => isExpired(exemption, now))) {
        report(`Expired: ${printExemption(one)} Fix: mend the finding, or decide anew and set another day.`);
      }
    },
  };
}

function accepted(pack: Pack): StackValidationPolicy {
  const { policies, settings, exemptions, now } = pack;
  return {
    name: housekeeping.accepted,
    description: "Each exemption is shown, and one that nothing needs any more is removed.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      const stack = engineStack(args, pack);
      const found = policies.flatMap((policy) => judgeStack(policy, stack, settings));
      const failed = found.filter(({ status }) => status === "fail");
      // Those on declared services are the report's to judge, which knows the declarations.
      const judged = policies.filter(({ subject }) => subject !== "service").map(({ name }) => name);
      const current = exemptions.filter(
        (one) => judged.includes(one.policy) && isMet(one, found) && !isExpired(one, now),
      );
      for (const one of current) {
        const isUsed = failed.some((finding) => concerns(one, finding));
        report(
          isUsed ? `In force: ${printExemption(one)}` : `Unused: ${printExemption(one)} Fix: remove it.`,
        );
      }
    },
  };
}

/** The policies about the pack itself. */
export function housekeepingPolicies(pack: Pack): Policies {
  return [unjudged(pack), unjudgedStack(pack), expired(pack), accepted(pack)];
}
