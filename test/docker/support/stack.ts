import { join } from "node:path";
import { obtainTool } from "../../../toolchain/obtain";
import { freePort } from "../../platforms/support/tiny-unit";
import type { Engine } from "./engine";
import { output } from "./output";

const repository = join(__dirname, "../../..");
/** Numbers of the ports that the stack publishes: all are moved, since others use this machine. */
const published = [
  "3000",
  "3010",
  "4317",
  "4318",
  "5000",
  "6831",
  "8025",
  "9090",
  "9093",
  "9411",
  "14268",
] as const;
/** What can be had here: Grafana's program is in no package registry. */
const offers = [
  ...["prometheus", "alertmanager", "loki", "tempo", "collector", "postgres", "redis"],
  ...["node-exporter", "postgres-exporter", "redis-exporter", "blackbox-exporter"],
];

/** The compose file of the laptop's stack, on an engine of the tests' own. */
export interface DockerStack {
  readonly folder: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/** Settings for a stack whose images the registry has. */
export async function stackFor(
  engine: Engine,
  folder: string,
  images: { readonly registry: string; readonly digests: Readonly<Record<string, string>> },
): Promise<DockerStack> {
  const ports: Record<string, number> = {};
  for (const port of published) ports[port] = await freePort();
  const quickAlerting = { groupWait: "1s", groupInterval: "5s", repeatInterval: "1h" };
  const settings = {
    // As the end-to-end tests' stack has them, which is what it is compared with.
    ...{ "belfry:environment": "prod", "belfry:cluster": "e2e" },
    "belfry:images": JSON.stringify({ ...images, unlocked: "refuse" }),
    "belfry:docker": JSON.stringify({ socket: engine.socket }),
    "belfry:ports": JSON.stringify(ports),
    "belfry:alerting": JSON.stringify(quickAlerting),
    "belfry:offers": JSON.stringify(offers),
  };
  return { folder, ports, settings, env: { ...process.env, DOCKER_HOST: engine.host, FORCE_COLOR: "0" } };
}

/** Writes the compose file and what it names. */
export async function render(stack: DockerStack, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const config = Object.entries({ ...stack.settings, ...more }).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  const script = ["--import", "tsx", "scripts/render.ts", "--stack", "dev", "--out", stack.folder];
  await output(process.execPath, [...script, ...config], { cwd: repository, env: stack.env });
}

/** `docker compose …` for the stack. */
export async function compose(stack: DockerStack, ...args: string[]): Promise<string> {
  const { binaries } = await obtainTool("compose", { onProgress: () => undefined });
  const file = ["-f", join(stack.folder, "compose.yaml"), "--progress", "quiet"];
  return output(binaries["docker-compose"] ?? "docker-compose", [...file, ...args], {
    env: stack.env,
    seconds: 300,
  });
}

/** `docker …` on the stack's engine. */
export function docker(stack: DockerStack, ...args: string[]): Promise<string> {
  return output("docker", args, { env: stack.env });
}
