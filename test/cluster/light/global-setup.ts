import { obtainTool } from "../../../toolchain/obtain";
import { ToolMissing } from "../../../toolchain/outcome";
import { obtainLightParts } from "../lab/light";
import { lackingWithoutContainers } from "../lab/requirements";

const say = (line: string) => console.log(line);

/** Tells the tests what the machine lacks for a light cluster, and for copies of servers on loopback; nothing where it has all. */
export default async function setup(): Promise<void> {
  process.env.BELFRY_LIGHT_CLUSTER_LACKS =
    (await lackingWithoutContainers()) ?? (await missing(() => obtainLightParts(say))) ?? "";
  // Only Linux has all of 127.0.0.0/8 at once.
  process.env.BELFRY_COPIES_LACK =
    process.platform === "linux" ? ((await missing(obtainServers)) ?? "") : "it is not Linux";
}

async function obtainServers(): Promise<void> {
  for (const product of [
    "prometheus",
    "alertmanager",
    "loki",
    "collector",
    "thanos",
    "object-store",
  ] as const)
    await obtainTool(product, { onProgress: say });
}

async function missing(obtain: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await obtain();
    return undefined;
  } catch (error) {
    if (error instanceof ToolMissing) return error.message;
    throw error;
  }
}
