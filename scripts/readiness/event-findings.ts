import type { EngineEvent } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { housekeeping } from "../../policy/housekeeping";
import type { Finding } from "../../policy/judge";
import { partOf } from "../../policy/model/part";
import type { Resource } from "../../policy/model/resource";

// What the engine tells and the types of the Automation API do not know of.
const passedEvent = z.object({
  policyAnalyzeSummaryEvent: z.object({ resourceUrn: z.string(), passed: z.array(z.string()).default([]) }),
});
const passedStackEvent = z.object({
  policyAnalyzeStackSummaryEvent: z.object({ passed: z.array(z.string()).default([]) }),
});

/** The resources that the engine was about to make, by URN. */
function resourcesIn(events: readonly EngineEvent[]): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const { resourcePreEvent } of events) {
    const state = resourcePreEvent?.metadata.new;
    if (!state) continue;
    const name = state.urn.split("::").at(-1) ?? state.urn;
    const part = partOf({ type: state.type, urn: state.urn, name, props: state.inputs });
    found.set(state.urn, part?.resource ?? { id: state.urn, name });
  }
  return found;
}

/** `<resource>: <why>`, where the resource may be one of its containers. */
function told(said: string, resource: Resource): Pick<Finding, "resource" | "why"> {
  const rest = said.startsWith(resource.name) ? said.slice(resource.name.length) : "";
  const [, container, why] = /^(, container [^:]+)?: (.*)$/s.exec(rest) ?? [];
  if (why === undefined) return { resource, why: said };
  return { resource: { ...resource, name: `${resource.name}${container ?? ""}` }, why };
}

/** What the pack said after the policy's description: `<resource>: <why>. Fix: <fix>.` */
function saidIn(message: string): string {
  const plain = message.replace(/<\{%[^%]*%\}>/g, "").trim();
  return plain
    .split("\n")
    .slice(1)
    .join("\n")
    .replace(/\. Fix: .*$/s, "");
}

const own: ReadonlySet<string> = new Set(Object.values(housekeeping));

/** The whole, as the pack names it. */
function wholeIn(events: readonly EngineEvent[]): Resource {
  const root = events.find(
    ({ resourcePreEvent }) => resourcePreEvent?.metadata.type === "pulumi:pulumi:Stack",
  );
  return { id: root?.resourcePreEvent?.metadata.urn ?? "stack", name: "stack" };
}

/** What the engine's events say of every policy: which failed, which could not tell, which passed. */
export function findingsIn(events: readonly EngineEvent[]): readonly Finding[] {
  const resources = resourcesIn(events);
  const whole = wholeIn(events);
  const resourceOf = (urn: string | undefined): Resource =>
    urn === undefined ? whole : (resources.get(urn) ?? { id: urn, name: urn.split("::").at(-1) ?? urn });
  return events.flatMap((event): readonly Finding[] => {
    const passed = passedEvent.safeParse(event);
    if (passed.success) {
      const { resourceUrn, passed: names } = passed.data.policyAnalyzeSummaryEvent;
      return passes(names, resourceOf(resourceUrn));
    }
    const passedStack = passedStackEvent.safeParse(event);
    if (passedStack.success) return passes(passedStack.data.policyAnalyzeStackSummaryEvent.passed, whole);
    const { policyEvent } = event;
    if (policyEvent === undefined) return [];
    const { policyName, message, resourceUrn } = policyEvent;
    const resource = resourceOf(resourceUrn?.includes("pulumi:pulumi:Stack") ? undefined : resourceUrn);
    const said = saidIn(message);
    if (own.has(policyName)) return unjudged(said, resource);
    return [{ policy: policyName, status: "fail", ...told(said, resource) }];
  });
}

function passes(names: readonly string[], resource: Resource): readonly Finding[] {
  return names
    .filter((name) => !own.has(name))
    .map((policy) => ({ policy, status: "pass", why: "", resource }));
}

/** `<policy>: <resource>: <why>.` */
function unjudged(said: string, resource: Resource): readonly Finding[] {
  const [, policy, rest] = /^([\w-]+): (.*?)\.?$/s.exec(said) ?? [];
  if (policy === undefined || rest === undefined) return [];
  return [{ policy, status: "unknown", ...told(rest, resource) }];
}
