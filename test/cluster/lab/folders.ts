import { join } from "node:path";
import { cacheAt } from "../../../toolchain/locations";

/** Where a test cluster keeps what it makes; clusters of different names may run at once. */
export function foldersOf(cluster: string) {
  const home = join(cacheAt().folder, cluster);
  return {
    home,
    /** Images by digest, kept from run to run. */
    images: join(home, "images"),
    /** Everything of the cluster that runs, gone with it. */
    run: join(home, "run"),
    keys: join(home, "run", "keys"),
    logs: join(home, "run", "logs"),
    config: join(home, "run", "config"),
    volumes: join(home, "run", "volumes"),
  } as const;
}

export type Folders = ReturnType<typeof foldersOf>;

/** Those of the cluster that runs production. */
export const folders = foldersOf("test-cluster");

/** Kubeconfig of an administrator. */
export const kubeconfig = join(folders.keys, "admin.kubeconfig");
