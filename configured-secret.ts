import { readFileSync } from "node:fs";
import type { Config } from "./config";
import type { SecretReference } from "./platforms/workload";

/** The text of a secret, or where the cluster keeps it. */
export type ConfiguredSecret = { readonly text: string } | { readonly kept: SecretReference };

/**
 * The secret that a key of the configuration names; a file that is missing or empty is refused before anything changes.
 * @param key below `belfry:`, as in `receivers.slack.urlFile`
 * @param withoutIt what the configuration does without, as in `receivers.slack`
 */
export function configuredSecret(
  key: string,
  source: string | SecretReference,
  platform: Config["platform"],
  withoutIt: string,
): ConfiguredSecret {
  if (typeof source === "string") return { text: textOf(key, source, withoutIt) };
  if (platform === "kubernetes") return { kept: source };
  throw new Error(
    `belfry:${key} names Secret ${source.secret}: only the platform kubernetes has Secrets, and this is ${platform}. Fix: name a file that holds it.`,
  );
}

function textOf(key: string, file: string, withoutIt: string): string {
  const fix = `Fix: write the secret into that file, or remove belfry:${withoutIt}.`;
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    const coded = typeof error === "object" && error !== null && "code" in error;
    const why = coded ? ` (${error.code})` : "";
    throw new Error(`belfry:${key} names ${file}, which cannot be read${why}. ${fix}`);
  }
  if (text === "") throw new Error(`belfry:${key} names ${file}, which is empty. ${fix}`);
  return text;
}
