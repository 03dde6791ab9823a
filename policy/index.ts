import { PolicyPack } from "@pulumi/policy";
import { crossGuardPolicies } from "./crossguard";
import { housekeepingPolicies } from "./housekeeping";
import { loadPack } from "./load-pack";

const pack = loadPack(process.env);

// Starts the pack's server: nothing but the engine may load this file.
new PolicyPack("production-checklist", {
  description: "The production checklist of belfry: what must be true before something is deployed.",
  policies: [...crossGuardPolicies(pack), ...housekeepingPolicies(pack)],
});
