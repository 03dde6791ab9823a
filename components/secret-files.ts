import type { Input } from "@pulumi/pulumi";
import type { SecretReference, Workload } from "../platforms/workload";

/** A secret that the configuration names: its text, or where the cluster keeps it. */
export type SecretSource = { readonly text: Input<string> } | { readonly kept: SecretReference };

/** The secret files of a workload, by container path: those that are made, and those that the cluster keeps. */
export function secretFiles(
  files: Readonly<Record<string, SecretSource>>,
): Pick<Workload, "secrets" | "keptSecrets"> {
  const secrets: Record<string, Input<string>> = {};
  const keptSecrets: Record<string, SecretReference> = {};
  for (const [path, source] of Object.entries(files)) {
    if ("text" in source) secrets[path] = source.text;
    else keptSecrets[path] = source.kept;
  }
  return {
    ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
    ...(Object.keys(keptSecrets).length > 0 ? { keptSecrets } : {}),
  };
}
