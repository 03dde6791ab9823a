import * as docker from "@pulumi/docker";
import {
  type ComponentResource,
  type CustomResourceOptions,
  type Input,
  type Output,
  secret,
} from "@pulumi/pulumi";
import { toolImage } from "../../toolchain/versions";
import { imageReference } from "../image-reference";
import { startRevision } from "../start-revision";
import type { Image, Reload, Workload } from "../workload";
import { givenVolume, keptVolumes, lockedDown, onceOnly, preparationArgs, serverArgs } from "./containers";
import { givenFolder, isGiven, pathIn } from "./place";
import type { DockerSettings } from "./settings";

/** Where a workload's containers go. */
export interface Site {
  readonly settings: DockerSettings;
  readonly networks: { readonly inside: Input<string>; readonly outside: Input<string> };
  readonly options: CustomResourceOptions;
}

/** Folder of the writer's container in which it finds what to write. */
const inbox = "/in";
/** Names the part that a container plays in its workload, and what it must be made anew for. */
export const roleLabel = "dev.belfry.role";
export const workloadLabel = "dev.belfry.workload";

/** Makes the containers and volumes of one workload as children of `parent`, each when what it needs is there. */
export function makeContainers(workload: Workload, site: Site, parent: ComponentResource): void {
  refuseOddPaths(workload);
  const { settings, networks } = site;
  const { name, prepare, reload } = workload;
  const options = { parent, ...site.options };
  const image = pulled(name, workload.image, settings, options);
  const tool = pulled(`${name}-tool`, toolImage, settings, options);
  const kept = keptVolumes(settings.stack, workload);
  const volumes = [givenVolume(settings.stack, workload), ...kept].map((volume) => {
    const named = String(volume.volumeName);
    return new docker.Volume(named, { name: named }, { ...options, retainOnDelete: kept.includes(volume) });
  });
  const container = (role: string, args: Omit<docker.ContainerArgs, "labels">, after: docker.Container[]) =>
    new docker.Container(
      role === "server" ? name : `${name}-${role}`,
      {
        name: `${settings.stack}-${name}${role === "server" ? "" : `-${role}`}`,
        ...args,
        labels: [
          { label: workloadLabel, value: name },
          { label: roleLabel, value: role },
          ...(role === "server"
            ? [
                {
                  label: "dev.belfry.start-revision",
                  value: startRevision(workload, reload?.how.by !== "signal"),
                },
              ]
            : []),
        ],
      },
      { ...options, dependsOn: [...volumes, ...after], deleteBeforeReplace: true },
    );

  const writer = container("writer", writerArgs(workload, settings.stack, tool), []);
  const before = prepare
    ? [
        writer,
        container("prepare", { image, ...preparationArgs(workload, prepare, settings.stack) }, [writer]),
      ]
    : [writer];
  const inside = { name: networks.inside, aliases: [name] };
  const server = serverArgs(workload, settings);
  const reachesOut = server.ports.length > 0 || workload.connectsTo.some(({ to }) => to === "internet");
  const networksAdvanced = reachesOut ? [inside, { name: networks.outside }] : [inside];
  container("server", { image, ...server, networksAdvanced }, before);
  if (reload?.how.by === "http") {
    const args = reloaderArgs(workload, reload.files, reload.how, settings.stack);
    container("reloader", { image: tool, ...args, networksAdvanced: [{ name: networks.inside }] }, [writer]);
  }
}

/** Watches what the server reads and asks it to read it again; without the server's name, which it would take away. */
function reloaderArgs(
  workload: Workload,
  files: readonly string[],
  { port, path }: Reload & { readonly by: "http" },
  stack: string,
) {
  const { name, ports, user } = workload;
  const folders = new Set(files.map((file) => pathIn(file.slice(0, file.lastIndexOf("/")))));
  return {
    ...lockedDown,
    command: ["reload", `http://${name}:${ports[port]?.number}${path}`, ...folders],
    user: `${user}:${user}`,
    restart: "unless-stopped",
    ...{ memory: 32, memorySwap: 32, cpus: "0.05" },
    volumes: [givenVolume(stack, workload)],
  };
}

function pulled(
  name: string,
  image: Image,
  settings: DockerSettings,
  options: CustomResourceOptions,
): Output<string> {
  const reference = imageReference(image, settings.images);
  return new docker.RemoteImage(name, { name: reference, keepLocally: true }, options).imageId;
}

/** Fills the workload's volume: the only container that is root, without a network, and gone as soon as it is done. */
function writerArgs(workload: Workload, stack: string, image: Input<string>) {
  const { files = {}, secrets = {}, user } = workload;
  const kept = keptVolumes(stack, workload);
  const uploads = [
    ...Object.entries(files).map(([path, content]) => ({ file: `${inbox}${path}`, content })),
    ...Object.entries(secrets).map(([path, content]) => ({
      file: `${inbox}${path}`,
      content: secret(content),
    })),
  ];
  return {
    image,
    command: [
      "write",
      String(user),
      inbox,
      givenFolder,
      ...kept.map(({ containerPath }) => String(containerPath)),
    ],
    user: "0:0",
    capabilities: { drops: ["ALL"], adds: ["CHOWN", "DAC_OVERRIDE", "FOWNER"] },
    securityOpts: lockedDown.securityOpts,
    volumes: [{ ...givenVolume(stack, workload), readOnly: false }, ...kept],
    uploads,
    ...onceOnly,
  };
}

/** Paths are told before the workload is known, by a rule: whoever breaks it would find nothing there. */
function refuseOddPaths({ name, files = {}, secrets = {}, storage = {} }: Workload): void {
  for (const path of [...Object.keys(files), ...Object.keys(secrets)]) {
    if (!isGiven(path))
      throw new Error(`${name}: the file ${path} is not below /etc or /run. Fix: move it there.`);
  }
  for (const path of Object.keys(storage)) {
    if (isGiven(path))
      throw new Error(`${name}: the volume ${path} is below /etc or /run. Fix: keep it elsewhere.`);
  }
}
