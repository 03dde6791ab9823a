import type { types } from "@pulumi/kubernetes";
import { toolImage } from "../../toolchain/versions";
import { type ImageSettings, imageReference, pullPolicy } from "../image-reference";
import type { Workload } from "../workload";
import type { Mounts } from "./mounts";

type Container = types.input.core.v1.Container;

/** Can the running server be told of changed files, or see them itself? Signals do not pass between containers. */
export function reloadsInPlace({ reload }: Workload): boolean {
  return reload !== undefined && reload.how.by !== "signal";
}

/** A small container beside a server that must be asked to read its files again; it watches what the server reads. */
export function reloader(
  { reload, ports }: Workload,
  { mounts }: Mounts,
  images: ImageSettings,
  securityContext: types.input.core.v1.SecurityContext,
): readonly Container[] {
  if (reload?.how.by !== "http") return [];
  const { port, path } = reload.how;
  const folders = new Set(reload.files.map((file) => file.slice(0, file.lastIndexOf("/"))));
  const image = imageReference(toolImage, images);
  const watched = mounts.filter(({ mountPath }) => typeof mountPath === "string" && folders.has(mountPath));
  return [
    {
      name: "reloader",
      image,
      imagePullPolicy: pullPolicy(image),
      args: ["reload", `http://127.0.0.1:${ports[port]?.number}${path}`, ...folders],
      env: [{ name: "GOMEMLIMIT", value: "24MiB" }],
      resources: {
        requests: { cpu: "5m", memory: "16Mi", "ephemeral-storage": "8Mi" },
        limits: { cpu: "50m", memory: "32Mi", "ephemeral-storage": "32Mi" },
      },
      securityContext,
      volumeMounts: [...watched],
    },
  ];
}
