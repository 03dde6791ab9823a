import { bringUp, quickAlerting, sharedHome } from "../support/bring-up";

/** The shared stack, in which what stays critical escalates after two minutes: nobody waits for fifteen. */
export default async function setup(): Promise<void> {
  await bringUp(sharedHome(), { ...quickAlerting, escalation: "2m" });
}
