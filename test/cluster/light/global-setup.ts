import { ToolMissing } from "../../../toolchain/outcome";
import { obtainLightParts } from "../lab/light";
import { lackingWithoutContainers } from "../lab/requirements";

/** Tells the tests what the machine lacks for a light cluster; nothing where it has all. */
export default async function setup(): Promise<void> {
  process.env.BELFRY_LIGHT_CLUSTER_LACKS = (await lackingWithoutContainers()) ?? (await missing()) ?? "";
}

async function missing(): Promise<string | undefined> {
  try {
    await obtainLightParts((line) => console.log(line));
    return undefined;
  } catch (error) {
    if (error instanceof ToolMissing) return error.message;
    throw error;
  }
}
