import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsIn } from "../../scripts/readiness/event-findings";

// Events as the engine 3.230 sends them; shortened.
const urn = "urn:pulumi:prod::belfry::kubernetes:apps/v1:Deployment::web";
const pack = {
  policyPackName: "production-checklist",
  policyPackVersion: "0.1.0",
  policyPackVersionTag: "0.1.0",
};
const base = { sequence: 0, timestamp: 0 };

const events = [
  {
    ...base,
    policyEvent: {
      ...pack,
      resourceUrn: urn,
      policyName: "images-have-tags",
      message:
        "Images have a version.\nDeployment shop/web, container web: its image has no tag, or the tag latest. Fix: name a version.\n",
      color: "never",
      enforcementLevel: "advisory",
    },
  },
  {
    ...base,
    policyEvent: {
      ...pack,
      resourceUrn: urn,
      policyName: "resources-can-be-judged",
      message:
        "Every policy can say pass or fail.\nimages-have-digests: Deployment shop/web, container web: a value is not known.\n",
      color: "never",
      enforcementLevel: "advisory",
    },
  },
  {
    ...base,
    policyAnalyzeSummaryEvent: {
      ...pack,
      resourceUrn: urn,
      passed: ["debug-is-off", "resources-can-be-judged"],
    },
  },
  {
    ...base,
    resourcePreEvent: {
      metadata: {
        new: {
          urn,
          type: "kubernetes:apps/v1:Deployment",
          inputs: { metadata: { name: "web", namespace: "shop", labels: { system: "ragbase" } } },
        },
      },
    },
  },
  {
    ...base,
    policyAnalyzeStackSummaryEvent: { ...pack, passed: ["secrets-are-not-shared", "exemptions-are-used"] },
  },
  {
    ...base,
    policyEvent: {
      ...pack,
      policyName: "heartbeat-leaves-the-cluster",
      message: "An alert that always fires.\nstack: nobody hears the heartbeat. Fix: configure one.\n",
      color: "never",
      enforcementLevel: "advisory",
    },
  },
] as unknown as readonly EngineEvent[];

test("the engine's events become findings: failed, not known, passed; the pack's own are left out", () => {
  const found = findingsIn(events).map(({ policy, status, why, resource }) => [
    policy,
    status,
    resource.name,
    why,
  ]);
  expect(found).toEqual([
    [
      "images-have-tags",
      "fail",
      "Deployment shop/web, container web",
      "its image has no tag, or the tag latest",
    ],
    ["images-have-digests", "unknown", "Deployment shop/web, container web", "a value is not known"],
    ["debug-is-off", "pass", "Deployment shop/web", ""],
    ["secrets-are-not-shared", "pass", "stack", ""],
    ["heartbeat-leaves-the-cluster", "fail", "stack", "nobody hears the heartbeat"],
  ]);
});

test("a finding belongs to the system of its resource", () => {
  expect(findingsIn(events).map(({ resource }) => resource.system)).toEqual([
    "ragbase",
    "ragbase",
    "ragbase",
    undefined,
    undefined,
  ]);
});
