import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type KnownPort, type TestStack, testStack } from "./stack-process";

/** The stack that the run brought up. */
export function sharedStack(): TestStack {
  const home = process.env.BELFRY_E2E_HOME;
  if (!home) throw new Error("BELFRY_E2E_HOME is not set: run this with npm run test:e2e.");
  return testStack("e2e", home);
}

/** Where the stack takes a protocol, by the number that senders know. */
export function protocolPort(stack: TestStack, known: KnownPort): number {
  return JSON.parse(readFileSync(join(stack.home, "protocol-ports.json"), "utf8"))[known];
}
