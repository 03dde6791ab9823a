import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { obtainTool } from "../../../toolchain/obtain";
import { run } from "../../../toolchain/run";
import { controlPlane } from "./daemons";
import { foldersOf } from "./folders";
import { addresses, nodeName } from "./ranges";
import { openSpace, type Space } from "./space";
import { until } from "./until";

/** A cluster whose nodes and pods are only told of: API server, controllers and scheduler are real. */
export interface LightCluster {
  /** What `kubectl` prints. */
  kubectl(...args: string[]): Promise<string>;
  /** A folder that is gone when the next one starts. */
  readonly scratch: string;
  close(): Promise<void>;
}

/** Nodes with this label are kept alive; one that loses it is lost. */
export const keptAlive = { "kwok.x-k8s.io/node": "fake" } as const;

const at = foldersOf("light-cluster");
const kubeconfig = join(at.keys, "admin.kubeconfig");

const products = ["kubernetes", "cluster-addons", "kwok"] as const;

/** Finds or builds what it is made of; throws with what was tried where something cannot be had. */
export async function obtainLightParts(onProgress: (line: string) => void) {
  const parts = { kwok: "", hyperkube: "", certificates: "", pause: "" };
  for (const product of products) Object.assign(parts, (await obtainTool(product, { onProgress })).binaries);
  return parts;
}

/** Starts one; nothing of it is left when it is closed, or when this process ends. */
export async function startLightCluster(): Promise<LightCluster> {
  const tools = await obtainLightParts(() => {});
  await rm(at.run, { recursive: true, force: true });
  for (const folder of [at.keys, at.logs, at.config]) await mkdir(folder, { recursive: true, mode: 0o755 });
  await run(tools.certificates, [at.keys, nodeName, addresses.node, addresses.apiService]);
  // The API server wants an address that is not loopback; nothing outside of the space has a way to it.
  const space = await openSpace(tools.pause, at, async (first) => {
    const inside = [`--net=/proc/${first}/ns/net`, "--", "ip", "addr", "add", `${addresses.node}/32`];
    await run("nsenter", [...inside, "dev", "lo"]);
  });
  const [program = "", ...enter] = space.enter;
  const kubectl = async (...args: string[]) => {
    const command = [...enter, tools.hyperkube, "kubectl", `--kubeconfig=${kubeconfig}`, ...args];
    return (await run(program, command, { timeoutMs: 120_000 })).stdout;
  };
  try {
    await boot(space, tools, kubectl);
    return { kubectl, scratch: at.config, close: () => space.close() };
  } catch (error) {
    await space.close();
    throw error;
  }
}

async function boot(
  space: Space,
  { hyperkube, kwok }: { readonly hyperkube: string; readonly kwok: string },
  kubectl: LightCluster["kubectl"],
): Promise<void> {
  const { etcd, apiServer, controllers, scheduler } = controlPlane(at);
  space.start("etcd", [hyperkube, ...etcd]);
  space.start("kube-apiserver", [hyperkube, ...apiServer]);
  await until(
    space,
    "the API server answers",
    async () => (await kubectl("get", "--raw", "/readyz")) === "ok",
  );
  // A node that is silent for ten seconds is lost: a minute would only be waited for.
  const impatient = ["--node-monitor-period=1s", "--node-monitor-grace-period=10s"];
  space.start("kube-controller-manager", [hyperkube, ...controllers, ...impatient]);
  space.start("kube-scheduler", [hyperkube, ...scheduler]);
  const [label] = Object.entries(keptAlive).map(([name, value]) => `${name}=${value}`);
  space.start("kwok", [
    kwok,
    `--config=${join(__dirname, "addons/stages.yaml")}`,
    ...[`--kubeconfig=${kubeconfig}`, `--manage-nodes-with-label-selector=${label}`],
    ...[`--cidr=${addresses.pods}`, `--node-ip=${addresses.node}`, "--node-lease-duration-seconds=8"],
  ]);
  await until(space, "pods may be made", async () => (await kubectl("get", "sa", "default")) !== "");
}
