/** `npm run cluster`: runs the tests' own Kubernetes until it is interrupted, for whoever works on its tests. */

import { obtainParts, startCluster } from "./cluster";
import { lacking } from "./requirements";

async function main(): Promise<void> {
  const reason = await lacking();
  if (reason) throw new Error(`This machine cannot run a cluster of its own: ${reason}.`);
  const cluster = await startCluster(await obtainParts(console.log), console.log);
  console.log(`export KUBECONFIG=${cluster.kubeconfig}\nalias kubectl='${cluster.kubectl.join(" ")}'`);
  await new Promise((resolve) => ["SIGINT", "SIGTERM"].map((signal) => process.once(signal, resolve)));
  await cluster.close();
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
