import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pack } from "./crossguard";
import { readEvidence } from "./evidence-file";
import { exemptions as ownExemptions } from "./exemptions";
import {
  defaultPackConfig,
  enforcementOf,
  exemptionProblems,
  type PackConfig,
  PackConfigError,
  parsePackConfig,
} from "./pack-config";
import { policies } from "./policies";

const names = policies.map(({ name }) => name);
/** Beside the pack; another one is named by BELFRY_POLICY_CONFIG. */
const ownFile = join(__dirname, "production-checklist.yaml");

/** The configuration in a file; the pack's own where none is named. */
export function readPackConfig(file: string | undefined): PackConfig {
  const path = file ?? ownFile;
  if (!existsSync(path)) {
    if (file === undefined) return defaultPackConfig;
    throw new PackConfigError(path, [
      "there is no such file. Fix: correct --policies, or BELFRY_POLICY_CONFIG",
    ]);
  }
  return parsePackConfig(readFileSync(path, "utf8"), path, names);
}

/**
 * The environment by which enforcement is chosen: told by a script, else the stack's name. One that nobody tells is
 * in no configuration, hence mandatory.
 */
export function environmentOf(env: NodeJS.ProcessEnv): string {
  return env.BELFRY_ENVIRONMENT ?? env.PULUMI_STACK ?? env.PULUMI_NODEJS_STACK ?? "";
}

/** Set by the report: it wants to hear of everything, and tells itself what is accepted. */
const forReport = "BELFRY_POLICY_REPORT";

/** The pack as its configuration wants it; throws what is wrong with that, with place, value and fix. */
export function loadPack(env: NodeJS.ProcessEnv, now = new Date()): Pack {
  const config = readPackConfig(env.BELFRY_POLICY_CONFIG);
  const problems = exemptionProblems(ownExemptions, names);
  if (problems.length > 0) throw new PackConfigError("policy/exemptions.ts", problems);
  const environment = environmentOf(env);
  // Those in code are of belfry's own stack: another project's comes with a file of its own.
  const isOwn = env.BELFRY_POLICY_CONFIG === undefined && (env.PULUMI_PROJECT ?? "belfry") === "belfry";
  const exemptions = [...(isOwn ? ownExemptions : []), ...config.exemptions];
  const isReport = env[forReport] === "yes";
  return {
    policies,
    settings: config.settings,
    exemptions: isReport ? [] : exemptions,
    evidence: env.BELFRY_POLICY_EVIDENCE === undefined ? [] : readEvidence(env.BELFRY_POLICY_EVIDENCE),
    now,
    enforcement: (policy) => (isReport ? "advisory" : enforcementOf(config, environment, policy)),
  };
}
