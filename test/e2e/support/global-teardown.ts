import { testStack } from "./stack-process";

export default async function teardown(): Promise<void> {
  const home = process.env.BELFRY_E2E_HOME;
  if (home && process.env.BELFRY_E2E_REMOVE) await testStack("e2e", home).remove();
}
