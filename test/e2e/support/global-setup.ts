import { existsSync } from "node:fs";
import { stackLocations } from "../../../platforms/local/locations";
import { bringUp, quickAlerting, sharedHome } from "./bring-up";

/**
 * One stack for all tests that only look. Who works on the tests sets BELFRY_E2E_HOME to a folder: a stack that runs in
 * it is used as it is, and left running (end it with `BELFRY_HOME=… npm run down -- e2e --purge`).
 */
export default async function setup(): Promise<void> {
  const stack = sharedHome();
  if (existsSync(stackLocations(stack.name, stack.env).programs)) return;
  await bringUp(stack, quickAlerting);
}
