import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ToolMissing } from "../../../toolchain/outcome";
import { type Cluster, obtainParts, type Parts, startCluster } from "../lab/cluster";
import { lacking } from "../lab/requirements";
import { apply, ready, render, settingsFor } from "./production";
import { handOver } from "./test-cluster";

const readyWithinSeconds = 300;
const say = (line: string) => console.log(line);
const seconds = (since: number) => Math.round((Date.now() - since) / 1000);

let running: { readonly cluster: Cluster; readonly proxy: ChildProcess } | undefined;

/** Starts a cluster and applies production to it; where the machine lacks something, the tests are told what. */
export async function setup(): Promise<void> {
  const parts = await partsOrReason();
  if (typeof parts === "string") {
    say(`No cluster: ${parts}`);
    return handOver({ lacking: parts });
  }
  const began = Date.now();
  const cluster = await startCluster(parts, say);
  const { proxy, url } = await startProxy(cluster);
  running = { cluster, proxy };
  try {
    const { kubectl, kubeconfig, images } = cluster;
    const handed = { kubectl, kubeconfig, proxy: url, settings: settingsFor(images) };
    handOver({ ...handed, readyAfter: 0 });
    await render();
    const applied = Date.now();
    say("applied by kubectl: the Kubernetes provider of Pulumi is not here");
    await apply();
    await ready(readyWithinSeconds);
    say(`all ready ${seconds(applied)} s after apply, ${seconds(began)} s after the start`);
    handOver({ ...handed, readyAfter: seconds(applied) });
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  running?.proxy.kill();
  await running?.cluster.close();
}

async function partsOrReason(): Promise<Parts | string> {
  const reason = await lacking();
  if (reason) return reason;
  try {
    return await obtainParts(say);
  } catch (error) {
    if (error instanceof ToolMissing) return error.message;
    throw error;
  }
}

async function startProxy(cluster: Cluster): Promise<{ proxy: ChildProcess; url: string }> {
  // An interrupted run tears nothing down: then it must end by itself.
  const proxy = spawn("setpriv", ["--pdeathsig=KILL", ...cluster.kubectl, "proxy", "--port=0"], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(proxy.stdout, "data");
  return { proxy, url: `http://${/127\.0\.0\.1:\d+/.exec(String(line))?.[0]}` };
}
