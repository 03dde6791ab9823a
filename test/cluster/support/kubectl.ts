import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { testCluster } from "./test-cluster";

/** kubectl against the test cluster; what it prints. */
export async function kubectl(...args: string[]): Promise<string> {
  const {
    kubectl: [program, ...first],
    env,
  } = testCluster();
  const { stdout } = await promisify(execFile)(program, [...first, ...args], {
    env,
    maxBuffer: 64 * 1024 * 1024,
    timeout: 180_000,
  });
  return stdout;
}

/** Objects of the stack's two namespaces, as JSON. */
export async function objects<T>(kind: string): Promise<readonly T[]> {
  const lists = await Promise.all(
    ["belfry", "belfry-host"].map((namespace) => kubectl("-n", namespace, "get", kind, "-o", "json")),
  );
  return lists.flatMap((text) => JSON.parse(text).items);
}

export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly Container[] };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly restartCount: number;
      readonly imageID: string;
    }[];
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly resources: Readonly<
    Record<"requests" | "limits", { readonly cpu?: string; readonly memory: string }>
  >;
}

export const pods = () => objects<Pod>("pods");

/** The one pod of a workload; throws while there is none, or another beside it. */
export async function podOf(workload: string): Promise<Pod> {
  const [pod, ...others] = (await pods()).filter(
    ({ metadata }) => metadata.labels["app.kubernetes.io/name"] === workload,
  );
  if (pod && others.length === 0) return pod;
  throw new Error(`${workload} has ${pod ? others.length + 1 : "no"} pods`);
}

/** A program in a container of a workload; whether it ended well, and what it printed. */
export async function inPod(
  workload: string,
  container: string,
  ...command: string[]
): Promise<{ readonly well: boolean; readonly out: string }> {
  try {
    return {
      well: true,
      out: await kubectl("-n", "belfry", "exec", workload, "-c", container, "--", ...command),
    };
  } catch (error) {
    return { well: false, out: error instanceof Error ? error.message : String(error) };
  }
}
