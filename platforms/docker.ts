import * as docker from "@pulumi/docker";
import { ComponentResource } from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { isOfClusters } from "./cluster-parts";
import { makeContainers } from "./docker/objects";
import { placeNamed } from "./docker/place";
import type { DockerSettings } from "./docker/settings";
import type { Platform } from "./platform";
import type { Workload } from "./workload";

/**
 * Runs workloads as containers of one Docker engine. It falls short of a cluster: one replica, storage without a size
 * limit, a network that is closed to the outside but not within, no restart of what is ill but has not ended.
 */
export function dockerPlatform(given: DockerSettings): Platform {
  // An engine is shared with whatever else runs on the machine.
  const stack = `belfry-${given.stack}`;
  const settings = { ...given, stack };
  const { host } = given.docker;
  const options = { provider: new docker.Provider("docker", { ...(host && { host }) }) };
  const parent = new ComponentResource("belfry:index:Networks", "networks", {}, {});
  const network = (name: string, internal: boolean) =>
    new docker.Network(`${stack}-${name}`, { name: `${stack}-${name}`, internal }, { parent, ...options })
      .name;
  const networks = { inside: network("inside", true), outside: network("outside", false) };
  const workloads = new Set<string>();

  return {
    name: "docker",
    place: (name, ports) => placeNamed(name, ports, settings),
    offers: (product) => !isOfClusters(product),
    programPath: (_product, binary) => binary,
    run(workload: Workload, owner: ComponentResource) {
      const { name, ports } = workload;
      if (workloads.has(name)) throw new Error(`Two workloads are called ${name}. Fix: rename one.`);
      workloads.add(name);
      makeContainers(workload, { settings, networks, options }, owner);
      return { place: placeNamed(name, ports, settings), available: true };
    },
    password: (name, owner) =>
      new random.RandomPassword(name, { length: 32, special: false }, { parent: owner }).result,
  };
}
