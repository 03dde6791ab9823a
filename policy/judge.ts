import type { Container } from "./model/container";
import type { Resource } from "./model/resource";
import type { ServiceFacts } from "./model/service-facts";
import type { Part, Stack } from "./model/stack";
import { notKnown } from "./model/value";
import type { Workload } from "./model/workload";
import type { AnyPolicy } from "./policy";
import type { Settings } from "./settings";
import { unknown, type Verdict } from "./verdict";

/** A verdict of a policy on a resource. */
export interface Finding extends Omit<Verdict, "about"> {
  readonly policy: string;
  readonly resource: Resource;
}

type Answer = Verdict | readonly Verdict[];

/** A check that breaks is a finding: it must not be taken for a pass. Its words may hold a value, so only its kind is told. */
function guarded(check: () => Answer): readonly Verdict[] {
  try {
    const answer = check();
    return "status" in answer ? [answer] : answer;
  } catch (error) {
    const kind = error instanceof Error ? error.name : "an error";
    return [{ status: "fail", why: `the check itself has failed (${kind}): please report it` }];
  }
}

function findings(
  policy: AnyPolicy,
  resource: Resource,
  check: () => Answer,
  place = "",
): readonly Finding[] {
  return guarded(check).map(({ about, why, status }) => ({
    policy: policy.name,
    resource: about ?? resource,
    status,
    why: why === "" ? "" : `${place}${why}`,
  }));
}

const noContainers = unknown("its containers are not known before the deployment");

function eachContainer(
  policy: AnyPolicy,
  workload: Workload,
  check: (container: Container) => Answer,
): readonly Finding[] {
  const { containers, resource } = workload;
  if (containers === notKnown) return findings(policy, resource, () => noContainers);
  return (containers ?? []).flatMap((container) => {
    const name = `${resource.name}, container ${container.name}`;
    return findings(policy, { ...resource, name }, () => check(container));
  });
}

/** What a policy says of one resource; nothing where it looks at the whole stack or at services. */
export function judgePart(policy: AnyPolicy, part: Part, settings: Settings): readonly Finding[] {
  const on = (resource: Resource, check: () => Answer) => findings(policy, resource, check);
  switch (policy.subject) {
    case "container":
      return part.workloads.flatMap((workload) =>
        eachContainer(policy, workload, (container) => policy.check({ container, workload }, settings)),
      );
    case "workload":
      return part.workloads.flatMap((one) => on(one.resource, () => policy.check(one, settings)));
    case "object": {
      const { object } = part;
      return object ? on(object.resource, () => policy.check(object, settings)) : [];
    }
    case "file":
      return part.files.flatMap((file) => on(file.resource, () => policy.check(file, settings)));
    case "secret":
      return part.secrets.flatMap((one) => on(one.resource, () => policy.check(one, settings)));
    case "stack":
    case "service":
      return [];
  }
}

/** What a policy says of everything that is deployed together. */
export function judgeStack(policy: AnyPolicy, stack: Stack, settings: Settings): readonly Finding[] {
  if (policy.subject !== "stack") return stack.parts.flatMap((part) => judgePart(policy, part, settings));
  return findings(policy, stack.resource, () => policy.check(stack, settings));
}

/** What a policy says of a declared service. */
export function judgeService(policy: AnyPolicy, facts: ServiceFacts, settings: Settings): readonly Finding[] {
  if (policy.subject !== "service") return [];
  const { id, origin } = facts.service;
  return findings(policy, { id, name: id, system: origin.system }, () => policy.check(facts, settings));
}
