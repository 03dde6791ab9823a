import { run } from "../../toolchain/run";

/** An engine on this machine answers at once; one that does not is not worth the wait. */
const patienceMs = 3000;

/** Tells of the stack in containers where the docker command reaches an engine; undefined where it reaches none. */
export async function dockerOffer(): Promise<string | undefined> {
  const args = ["version", "--format", "{{.Server.Version}}"];
  const answer = await run("docker", args, { timeoutMs: patienceMs }).catch(() => undefined);
  if (!answer?.stdout.trim()) return undefined;
  return "There is a Docker engine: npm run up -- dev brings the stack up in containers.";
}
