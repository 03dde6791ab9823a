import { existsSync } from "node:fs";
import { join } from "node:path";
import { stackConfig } from "../render/stack-config";
import { repository } from "./engine-environment";

/** Refuses a stack whose settings say that it runs on Kubernetes: under its name a local one would start, unasked. */
export function refuseClusterStack(name: string): void {
  const file = `Pulumi.${name}.yaml`;
  if (!existsSync(join(repository, file))) return;
  if (stackConfig(repository, name)["belfry:platform"] !== "kubernetes") return;
  throw new Error(
    `${name} runs on Kubernetes (${file}), which only Pulumi brings up. Fix: pulumi up -s ${name} --policy-pack policy, which refuses what the production checklist forbids (docs/readiness.md); or name another stack.`,
  );
}
