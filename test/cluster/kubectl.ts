import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

/** Runs kubectl against the cluster that KUBECONFIG names. */
export async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("kubectl", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** A program in a container of a workload; its exit code and what it prints. */
export async function inPod(
  workload: string,
  container: string,
  ...command: string[]
): Promise<{ readonly well: boolean; readonly out: string }> {
  try {
    const args = ["-n", "belfry", "exec", workload, "-c", container, "--", ...command];
    return { well: true, out: await kubectl(...args) };
  } catch (error) {
    return { well: false, out: error instanceof Error ? error.message : String(error) };
  }
}

/** What a pod answers to an HTTP request through the API server's own way in, which no NetworkPolicy closes. */
export async function fromPod(pod: string, port: number, path: string): Promise<string> {
  const forward = spawn("kubectl", ["-n", "belfry", "port-forward", pod, `:${port}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(forward.stdout, "data");
    const local = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1];
    const answer = await fetch(`http://127.0.0.1:${local}${path}`);
    return await answer.text();
  } finally {
    forward.kill();
  }
}
