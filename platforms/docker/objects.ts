import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import { type ComponentResource, type CustomResourceOptions, type Input, secret } from "@pulumi/pulumi";
import { toolImage } from "../../toolchain/versions";
import { startRevision } from "../start-revision";
import type { Image, Reload, Workload } from "../workload";
import {
  givenVolume,
  keptVolumes,
  lockedDown,
  logs,
  onceOnly,
  preparationArgs,
  serverArgs,
} from "./containers";
import type { ImageSource } from "./images";
import { givenFolder, isGiven, pathIn } from "./place";
import type { DockerSettings } from "./settings";

/** Where a workload's containers go. */
export interface Site {
  readonly settings: DockerSettings;
  readonly networks: { readonly inside: Input<string>; readonly outside: Input<string> };
  readonly options: CustomResourceOptions;
  readonly image: ImageSource;
  /** The server's container of a workload that was made before. */
  readonly serverOf: (workload: string) => docker.Container;
}

/** Folder of the writer's container in which it finds what to write. */
const inbox = "/in";
/** Says of a volume what made the data in it: another major version may not be able to read them. */
export const dataLabel = "dev.belfry.data";
/** Marks the volumes that hold nothing but what a writer writes anew. */
export const givenLabel = "dev.belfry.given";
/** Names the part that a container plays in its workload, and what it must be made anew for. */
export const roleLabel = "dev.belfry.role";
export const workloadLabel = "dev.belfry.workload";
/** Names the containers that must be healthy before this one starts. */
export const afterLabel = "dev.belfry.starts-after";

/** Makes the containers and volumes of one workload as children of `parent`, each when what it needs is there. */
export function makeContainers(workload: Workload, site: Site, parent: ComponentResource): docker.Container {
  refuseOddPaths(workload);
  const { settings, networks } = site;
  const { name, prepare, reload } = workload;
  const options = { parent, ...site.options };
  const image = site.image(name, workload.image, options);
  const tool = site.image(`${name}-tool`, toolImage, options);
  const kept = keptVolumes(settings.stack, workload);
  const volumes = [givenVolume(settings.stack, workload), ...kept].map((volume) => {
    const named = String(volume.volumeName);
    const isKept = kept.includes(volume);
    const label = isKept
      ? { label: dataLabel, value: dataVersion(workload.image) }
      : { label: givenLabel, value: name };
    return new docker.Volume(named, { name: named, labels: [label] }, { ...options, retainOnDelete: isKept });
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
          ...(role === "server" ? serverLabels(workload, settings.stack) : []),
          ...(role === "writer" ? writerLabels(workload) : []),
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
  const others = (workload.startsAfter ?? []).map(site.serverOf);
  const made = container("server", { image, ...server, networksAdvanced }, [...before, ...others]);
  if (reload?.how.by === "http") {
    const args = reloaderArgs(workload, reload.files, reload.how, settings.stack);
    container("reloader", { image: tool, ...args, networksAdvanced: [{ name: networks.inside }] }, [writer]);
  }
  return made;
}

/** A writer is made anew when what it writes is another: compose does not look into the files that it is handed. */
function writerLabels(workload: Workload) {
  const texts = createHash("sha256")
    .update(JSON.stringify(workload.files ?? {}))
    .digest("hex");
  return [
    { label: "dev.belfry.texts", value: texts.slice(0, 16) },
    { label: "dev.belfry.start-revision", value: startRevision(workload, false) },
  ];
}

function serverLabels(workload: Workload, stack: string) {
  const { reload, startsAfter = [] } = workload;
  const revision = startRevision(workload, reload?.how.by !== "signal");
  const others = startsAfter.map((name) => `${stack}-${name}`).join(",");
  return [
    { label: "dev.belfry.start-revision", value: revision },
    ...(others ? [{ label: afterLabel, value: others }] : []),
  ];
}

/** `prom/prometheus 3`: a major version may change the form of what it keeps, a minor one may not. */
function dataVersion({ repository, tag }: Image): string {
  return `${repository} ${/^[a-z]*(\d+)/.exec(tag)?.[1] ?? tag}`;
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

/**
 * Fills the workload's volume: the only container that is root, without a network, and gone as soon as it is done. Its
 * root file system can be written: the engine refuses uploads into any other.
 */
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
    ...logs,
    ...{ memory: 64, memorySwap: 64, memoryReservation: 16, cpus: "1" },
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
