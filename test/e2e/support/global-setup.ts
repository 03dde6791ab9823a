import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeProtocolPorts, testStack } from "./stack-process";

/** Alerts are sent at once, so that a test need not wait for grouping; the rules stay as they are. */
export const quickAlerting = { groupWait: "1s", groupInterval: "5s", repeatInterval: "1h" };

/** One stack for all tests that only look: labelled prod, so that the routes of production are taken. */
export default async function setup(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "belfry-e2e-"));
  process.env.BELFRY_E2E_HOME = home;
  const stack = testStack("e2e", home);
  const ports = await freeProtocolPorts();
  writeFileSync(join(home, "protocol-ports.json"), JSON.stringify(ports));
  stack.configure({ environment: "prod", cluster: "e2e", ports, alerting: quickAlerting });
  const began = Date.now();
  const outcome = await stack.script("up");
  if (outcome.code !== 0) {
    const logs = join(home, "stacks", "e2e", "logs");
    throw new Error(`up failed:\n${outcome.err}\n${outcome.out}\nlogs: ${readdirSync(logs).join(", ")}`);
  }
  console.log(`${outcome.out}\nup in ${Math.round((Date.now() - began) / 1000)} s`);
}
