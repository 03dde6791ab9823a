import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackLocations } from "../../../platforms/local/locations";
import { freeProtocolPorts, testStack } from "./stack-process";

/** Alerts are sent at once, so that a test need not wait for grouping; the rules stay as they are. */
const quickAlerting = { groupWait: "1s", groupInterval: "5s", repeatInterval: "1h" };

/**
 * One stack for all tests that only look: labelled prod, so that the routes of production are taken. Who works on the
 * tests sets BELFRY_E2E_HOME to a folder: a stack that runs in it is used as it is, and left running (end it with
 * `BELFRY_HOME=… npm run down -- e2e --purge`).
 */
export default async function setup(): Promise<void> {
  const kept = process.env.BELFRY_E2E_HOME;
  const home = kept ?? mkdtempSync(join(tmpdir(), "belfry-e2e-"));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  process.env.BELFRY_E2E_HOME = home;
  if (!kept) process.env.BELFRY_E2E_REMOVE = "yes";
  const stack = testStack("e2e", home);
  const portsFile = join(home, "protocol-ports.json");
  if (kept && existsSync(stackLocations("e2e", stack.env).programs)) return;
  const ports = await freeProtocolPorts();
  stack.configure({ environment: "prod", cluster: "e2e", ports, alerting: quickAlerting });
  writeFileSync(portsFile, JSON.stringify(ports));
  const began = Date.now();
  const outcome = await stack.script("up");
  if (outcome.code !== 0) {
    const logs = join(home, "stacks", "e2e", "logs");
    const found = existsSync(logs) ? readdirSync(logs).join(", ") : "none";
    throw new Error(`up failed:\n${outcome.err}\n${outcome.out}\nlogs in ${logs}: ${found}`);
  }
  console.log(`${outcome.out}\nup in ${Math.round((Date.now() - began) / 1000)} s`);
}
