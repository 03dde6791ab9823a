import { setTimeout as sleep } from "node:timers/promises";
import { output } from "./output";
import { ownServers } from "./servers-of-stack";

/** Seconds from the start of an up to where servers were healthy. */
export interface HealthyAfter {
  /** All but RAGBase's four. */
  readonly own: number;
  readonly all: number;
}

async function ownAreHealthy(host: string): Promise<boolean> {
  const args = ["-H", host, "ps", "--filter", "health=healthy", "--format", "{{.Names}}"];
  const healthy = new Set((await output("docker", args)).split("\n"));
  return ownServers.every((name) => healthy.has(name));
}

/** Runs an up that waits until all are healthy, and looks meanwhile. */
export async function healthyAfter(host: string, up: () => Promise<void>): Promise<HealthyAfter> {
  const began = Date.now();
  const since = () => (Date.now() - began) / 1000;
  const whole = up().then(since);
  let ended = false;
  const look = async () => {
    while (!ended && !(await ownAreHealthy(host))) await sleep(500);
    return since();
  };
  const ending = whole.finally(() => {
    ended = true;
  });
  const [own, all] = await Promise.all([look(), ending]);
  return { own, all };
}
