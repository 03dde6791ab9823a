import { existsSync, readFileSync } from "node:fs";
import { stackLocations } from "../../../platforms/local/locations";
import { bringUp, quickAlerting, sharedHome } from "../support/bring-up";

/**
 * The shared stack, in which what stays critical escalates after two minutes: nobody waits for fifteen. One that runs in
 * BELFRY_E2E_HOME and has that setting is used as it is; the quick tests' own is given it.
 */
export default async function setup(): Promise<void> {
  const stack = sharedHome();
  const { settings } = stackLocations(stack.name, stack.env);
  if (existsSync(settings) && readFileSync(settings, "utf8").includes("escalation:")) return;
  await bringUp(stack, { ...quickAlerting, escalation: "2m" });
}
