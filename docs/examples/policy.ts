import { PolicyPack } from "@pulumi/policy";
import { crossGuardPolicies } from "../../policy/crossguard";
import { loadPack } from "../../policy/load-pack";
import type { Policy } from "../../policy/policy";
import { fail, notConcerned, pass } from "../../policy/verdict";

/** A policy is one constant: a claim, whom it concerns, what to do, and a pure check of `pass`, `fail` or `unknown`. */
export const workloadsNameTheirTeam: Policy<"workload"> = {
  name: "workloads-name-their-team",
  section: "Delivery",
  severity: "medium",
  subject: "workload",
  description: "Each workload says whose it is.",
  fix: "set the label team",
  check: ({ labels, platform }) => {
    if (platform === "local") return notConcerned;
    return labels.team ? pass : fail("does not say whose it is");
  },
};

/** `index.ts` of a pack of your own calls this: it starts the pack's server, so nothing else may. */
export function serveOwnPack(): void {
  const policies = crossGuardPolicies({ ...loadPack(process.env), policies: [workloadsNameTheirTeam] });
  new PolicyPack("our-own", { policies });
}
