/** What the run's setup hands to its tests. */
export interface TestCluster {
  /** The program kubectl and what comes before its arguments. */
  readonly kubectl: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Where `kubectl proxy` listens: the API server's own way to Services, which no NetworkPolicy closes. */
  readonly proxy: string;
  /** Settings with which production was rendered. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Seconds from `apply` until every container was ready. */
  readonly readyAfter: number;
}

type Handed = Omit<TestCluster, "env"> & { readonly kubeconfig: string };

const variable = "BELFRY_TEST_CLUSTER";

/** For the setup: a cluster, or why there is none. */
export function handOver(handed: Handed | { readonly lacking: string }): void {
  process.env[variable] = JSON.stringify(handed);
}

function handedOver(): Handed | { readonly lacking: string } {
  const text = process.env[variable];
  if (text === undefined)
    throw new Error("There is no test cluster. Fix: run this with npm run test:cluster.");
  return JSON.parse(text);
}

export function testCluster(): TestCluster {
  const handed = handedOver();
  if ("lacking" in handed) throw new Error(`There is no test cluster: ${handed.lacking}.`);
  const { kubeconfig, ...rest } = handed;
  return { ...rest, env: { ...process.env, KUBECONFIG: kubeconfig } };
}

/** Tests that need the cluster; where it cannot be had they are one skipped test of that name. */
export function describeCluster(name: string, tests: () => void): void {
  if ("lacking" in handedOver()) test.skip(name, () => {});
  else describe(name, tests);
}
