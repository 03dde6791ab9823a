import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const schema = z.looseObject({
  contexts: z.array(z.looseObject({ name: z.string() })).nullish(),
  "current-context": z.string().optional(),
});

/** Which cluster the settings name. */
export interface ClusterChoice {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What is wrong with the choice before anybody is asked; undefined where nothing is. */
export function kubeconfigProblem(
  { kubeconfig, context }: ClusterChoice,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const named = kubeconfig ? [kubeconfig] : candidates(env);
  const files = named.filter(existsSync);
  if (files.length === 0) {
    const place = kubeconfig ? "belfry:kubernetes.kubeconfig" : "KUBECONFIG (or ~/.kube/config)";
    return `${place} is ${JSON.stringify(named.join(delimiter))}: there is no such file. Fix: pulumi config set --path belfry:kubernetes.kubeconfig <file>, or set KUBECONFIG.`;
  }
  const found = files.map((file) => schema.parse(parse(readFileSync(file, "utf8")) ?? {}));
  const contexts = found.flatMap((one) => (one.contexts ?? []).map(({ name }) => name));
  const wanted = context ?? found.map((one) => one["current-context"]).find(Boolean);
  if (wanted && contexts.includes(wanted)) return undefined;
  const known = contexts.length > 0 ? `only ${contexts.join(", ")}` : "none at all";
  const fix = "Fix: pulumi config set --path belfry:kubernetes.context <name>.";
  if (!wanted)
    return `${files.join(delimiter)} has no current context, and belfry:kubernetes.context names none. ${fix}`;
  const place = context ? "belfry:kubernetes.context" : "The current context";
  return `${place} is ${JSON.stringify(wanted)}: ${files.join(delimiter)} has no such context, ${known}. ${fix}`;
}

function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  return env.KUBECONFIG ? env.KUBECONFIG.split(delimiter) : [join(homedir(), ".kube", "config")];
}
