import { existsSync } from "node:fs";

const socket = "/var/run/docker.sock";

/** Tells of the stack in containers where an engine is at hand; undefined where none is. */
export function dockerOffer(
  env: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  if (!env.DOCKER_HOST && !exists(socket)) return undefined;
  return "There is a Docker engine: npm run up -- dev brings the stack up in containers.";
}
