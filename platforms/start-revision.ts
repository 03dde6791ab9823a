import { createHash, scryptSync } from "node:crypto";
import { all, type Input, unsecret } from "@pulumi/pulumi";
import type { Workload } from "./workload";

/**
 * Fingerprint of what the server reads at its start alone: another one makes new pods, and nothing else does. Whoever
 * may look at pods sees it, so that it must not help to guess a secret: that part costs each guess what a login would.
 */
export function startRevision(
  { files = {}, secrets = {}, reload }: Workload,
  reloads: boolean,
): Input<string> {
  const live = new Set(reloads ? reload?.files : []);
  const plain = digest(files, live);
  if (Object.keys(secrets).length === 0) return plain;
  const hidden = all(secrets).apply((texts) => scryptSync(ordered(texts, live), "belfry", 8).toString("hex"));
  return unsecret(hidden.apply((text) => `${plain}-${text}`));
}

function digest(files: Readonly<Record<string, string>>, live: ReadonlySet<string>): string {
  return createHash("sha256").update(ordered(files, live)).digest("hex").slice(0, 16);
}

function ordered(files: Readonly<Record<string, string>>, live: ReadonlySet<string>): string {
  const read = Object.entries(files).filter(([path]) => !live.has(path));
  return JSON.stringify(read.sort(([a], [b]) => (a < b ? -1 : 1)));
}
