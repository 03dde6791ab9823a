import * as docker from "@pulumi/docker";
import { ComponentResource } from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { toolImage } from "../toolchain/versions";
import { isOfClusters } from "./cluster-parts";
import { imageSource } from "./docker/images";
import { makeContainers } from "./docker/objects";
import { isWatched, placeNamed } from "./docker/place";
import type { DockerSettings } from "./docker/settings";
import { containerDiscovery, printedVolume, watcherArgs, watcherName } from "./docker/watcher";
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
  const image = imageSource(given.images, options);
  const servers = new Map<string, docker.Container>();
  const serverOf = (name: string) => {
    const found = servers.get(name);
    if (found) return found;
    throw new Error(`There is no workload ${name} yet to start after. Fix: run it first.`);
  };
  const offers = (product: string) =>
    !isOfClusters(product) &&
    (product === "belfry" || given.offers === undefined || given.offers.includes(product));
  if (isWatched(given.docker)) makeWatcher();

  function makeWatcher(): void {
    const owner = new ComponentResource("belfry:index:Watcher", watcherName, {}, {});
    const own = { parent: owner, ...options };
    const tool = image(watcherName, toolImage, own);
    const volume = printedVolume(stack);
    const kept = new docker.Volume(volume, { name: volume }, { ...own, retainOnDelete: true });
    new docker.Container(
      watcherName,
      { image: tool, ...watcherArgs(stack, given.docker.socket, networks.inside) },
      { ...own, dependsOn: [kept], deleteBeforeReplace: true },
    );
  }

  return {
    name: "docker",
    place: (name, ports) => placeNamed(name, ports, settings),
    copies: () => 1,
    offers,
    programPath: (_product, binary) => binary,
    ...(isWatched(given.docker) && { discovery: containerDiscovery }),
    run(workload: Workload, owner: ComponentResource) {
      const { name, ports } = workload;
      if (servers.has(name)) throw new Error(`Two workloads are called ${name}. Fix: rename one.`);
      if (!offers(workload.program.product))
        return { place: placeNamed(name, ports, settings), available: false };
      servers.set(name, makeContainers(workload, { settings, networks, options, image, serverOf }, owner));
      return { place: placeNamed(name, ports, settings), available: true };
    },
    password: (name, owner) =>
      new random.RandomPassword(name, { length: 32, special: false }, { parent: owner }).result,
  };
}
