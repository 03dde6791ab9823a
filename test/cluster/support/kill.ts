import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "../../e2e/support/eventually";
import { kubectl, podOf } from "./kubectl";

/** Kills every process of a workload's pod, as `kill -9` does, and takes the pod away: milliseconds since 1970. */
export async function killPod(workload: string): Promise<{ readonly at: number; readonly uid: string }> {
  const { name, namespace, uid } = (await podOf(workload)).metadata;
  const processes = processesOf(uid);
  if (processes.length === 0) throw new Error(`${name} has no process`);
  const at = Date.now();
  for (const process of processes) end(process);
  await kubectl("-n", namespace, "delete", "pod", name, "--force", "--grace-period=0", "--wait=false");
  return { at, uid };
}

/** Waits for another pod of the workload to be ready; the seconds that it took from then on. */
export async function back(
  workload: string,
  killed: { readonly at: number; readonly uid: string },
  withinSeconds: number,
): Promise<number> {
  await eventually(`another pod of ${workload} to be ready`, withinSeconds, async () => {
    const { metadata, spec, status } = await podOf(workload);
    const ready = (status.containerStatuses ?? []).filter((one) => one.ready);
    return metadata.uid !== killed.uid && ready.length === spec.containers.length ? true : undefined;
  });
  return Math.round((Date.now() - killed.at) / 1000);
}

/** A pod's cgroup is named after its uid; this machine sees the processes of the cluster's space. */
function processesOf(uid: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => cgroupOf(name).includes(`pod${uid}/`))
    .map(Number);
}

function cgroupOf(process: string): string {
  try {
    return readFileSync(`/proc/${process}/cgroup`, "utf8");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
