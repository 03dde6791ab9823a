import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoutingTimes } from "../../../alerts/routing-settings";
import { stackLocations } from "../../../platforms/local/locations";
import type { TestStack } from "./stack-process";
import { freeProtocolPorts, testStack } from "./stack-process";

/** Alerts are sent at once, so that a test need not wait for grouping; the rules stay as they are. */
export const quickAlerting = { groupWait: "1s", groupInterval: "5s", repeatInterval: "1h" } as const;

/** The stack in the folder that BELFRY_E2E_HOME names, else in a new one that the teardown removes. */
export function sharedHome(): TestStack {
  const kept = process.env.BELFRY_E2E_HOME;
  const home = kept ?? mkdtempSync(join(tmpdir(), "belfry-e2e-"));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  process.env.BELFRY_E2E_HOME = home;
  if (!kept) process.env.BELFRY_E2E_REMOVE = "yes";
  return testStack("e2e", home);
}

/** Labelled prod, so that the routes of production are taken; ports that it has got before stay. */
export async function bringUp(
  stack: TestStack,
  alerting: RoutingTimes,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const portsFile = join(stack.home, "protocol-ports.json");
  const ports = existsSync(portsFile)
    ? JSON.parse(readFileSync(portsFile, "utf8"))
    : await freeProtocolPorts();
  stack.configure({ environment: "prod", cluster: "e2e", ports, alerting, ...others });
  writeFileSync(portsFile, JSON.stringify(ports));
  const began = Date.now();
  const outcome = await stack.script("up");
  if (outcome.code !== 0) {
    const { logs } = stackLocations(stack.name, stack.env);
    const found = existsSync(logs) ? readdirSync(logs).join(", ") : "none";
    throw new Error(`up failed:\n${outcome.err}\n${outcome.out}\nlogs in ${logs}: ${found}`);
  }
  console.log(`${outcome.out}\nup in ${Math.round((Date.now() - began) / 1000)} s`);
}
