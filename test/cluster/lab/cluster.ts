import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { dirname, join } from "node:path";
import { obtainTool } from "../../../toolchain/obtain";
import { run } from "../../../toolchain/run";
import * as daemons from "./daemons";
import { folders, kubeconfig } from "./folders";
import type { BuiltImage } from "./image";
import { buildImages, clusterRecipes } from "./images";
import { clearCgroups, keepSysctls, makeCgroups } from "./machine";
import { addresses, nodeName } from "./ranges";
import { serveRegistry } from "./registry";
import { settingsFiles } from "./settings";
import { openSpace, type Space } from "./space";
import { until } from "./until";

/** A cluster of one node that runs on this machine. */
export interface Cluster {
  readonly kubeconfig: string;
  /** The program kubectl, and what comes before its arguments. */
  readonly kubectl: readonly [string, ...string[]];
  readonly images: readonly BuiltImage[];
  close(): Promise<void>;
}

/** What a cluster is made of, had once. */
export interface Parts {
  readonly hyperkube: string;
  readonly addons: Readonly<Record<string, string>>;
  /** Folder of the container runtime's programs and network plugins. */
  readonly runtime: string;
  readonly images: readonly BuiltImage[];
}

/** Finds or builds the parts; throws with what was tried where one cannot be had. */
export async function obtainParts(onProgress: (line: string) => void): Promise<Parts> {
  const runtime = await obtainTool("container-runtime", { onProgress });
  const kubernetes = await obtainTool("kubernetes", { onProgress });
  const addons = await obtainTool("cluster-addons", { onProgress });
  return {
    hyperkube: kubernetes.binaries.hyperkube ?? "",
    addons: addons.binaries,
    runtime: runtime.folder,
    images: await buildImages(await clusterRecipes(addons.binaries)),
  };
}

/** Starts a cluster; nothing of it is left when it is closed, or when this process ends. */
export async function startCluster(parts: Parts, onProgress: (line: string) => void): Promise<Cluster> {
  await rm(folders.run, { recursive: true, force: true });
  for (const folder of [folders.keys, folders.logs, folders.config, folders.volumes]) {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  }
  for (const [path, text] of Object.entries(settingsFiles(parts.runtime))) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await run(parts.addons.certificates ?? "", [folders.keys, nodeName, addresses.node, addresses.apiService]);
  const restore = await keepSysctls();
  await makeCgroups();
  const space = await openSpace(parts.addons.pause ?? "");
  let registry: Server | undefined;
  const close = async () => {
    registry?.closeAllConnections();
    registry?.close();
    await space.close();
    await clearCgroups();
    await restore();
    await purge();
  };
  try {
    registry = await serveRegistry(parts.images, addresses.host, 5000);
    await boot(parts, space, onProgress);
    return { kubeconfig, kubectl: [parts.hyperkube, "kubectl"], images: parts.images, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What it kept goes with it, but for what its daemons said. */
async function purge(): Promise<void> {
  for (const name of await readdir(folders.run)) {
    const path = join(folders.run, name);
    if (path !== folders.logs) await rm(path, { recursive: true, force: true });
  }
}

async function boot(parts: Parts, space: Space, onProgress: (line: string) => void): Promise<void> {
  const began = Date.now();
  const step = (what: string) => onProgress(`${((Date.now() - began) / 1000).toFixed(1)} s  ${what}`);
  const kube = (args: readonly string[]) => [parts.hyperkube, ...args];
  const env = { PATH: `${parts.runtime}:${process.env.PATH}` };
  const kubectl = async (...args: string[]) =>
    (await run(parts.hyperkube, ["kubectl", `--kubeconfig=${kubeconfig}`, ...args], { timeoutMs: 20_000 }))
      .stdout;

  space.start("etcd", kube(daemons.etcd));
  space.start("kube-apiserver", kube(daemons.apiServer));
  space.start(
    "containerd",
    [join(parts.runtime, "containerd"), "-c", join(folders.config, "containerd.toml")],
    env,
  );
  await until(
    space,
    "the API server answers",
    async () => (await kubectl("get", "--raw", "/readyz")) === "ok",
  );
  step("the API server answers");
  space.start("kube-controller-manager", kube(daemons.controllers));
  space.start("kube-scheduler", kube(daemons.scheduler));
  space.start("kubelet", kube(daemons.kubelet), env);
  space.start("kube-proxy", kube(daemons.proxy), env);
  space.start(
    "network-policies",
    [parts.addons["network-policies"] ?? "", `-kubeconfig=${join(folders.keys, "admin.kubeconfig")}`],
    env,
  );
  const condition = `jsonpath={.status.conditions[?(@.type=="Ready")].status}`;
  await until(
    space,
    "the node is ready",
    async () => (await kubectl("get", "node", nodeName, "-o", condition)) === "True",
  );
  step("the node is ready");
  await until(
    space,
    "pods may be made",
    async () => (await kubectl("get", "serviceaccount", "default")) !== "",
  );
  for (const name of ["coredns", "volumes"]) await applyAddon(name, kubectl);
  await until(space, "names are answered", async () =>
    /^1$/.test(
      await kubectl(
        "-n",
        "kube-system",
        "get",
        "deployment",
        "coredns",
        "-o",
        "jsonpath={.status.readyReplicas}",
      ),
    ),
  );
  step("names are answered");
}

async function applyAddon(name: string, kubectl: (...args: string[]) => Promise<string>): Promise<void> {
  const text = await readFile(join(__dirname, "addons", `${name}.yaml`), "utf8");
  const file = join(folders.config, `${name}.yaml`);
  await writeFile(file, text.replaceAll("@VOLUMES@", folders.volumes));
  await kubectl("apply", "-f", file);
}
