import { join } from "node:path";
import { cacheAt } from "../../../toolchain/locations";

const home = join(cacheAt().folder, "test-cluster");

/** Where the test cluster keeps what it makes. */
export const folders = {
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

/** Kubeconfig of an administrator. */
export const kubeconfig = join(folders.keys, "admin.kubeconfig");
