import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../workload";
import { slug } from "./labels";

type Volume = types.input.core.v1.Volume;
type VolumeMount = types.input.core.v1.VolumeMount;

/** A ConfigMap to make: its name and its texts by key. */
export interface Texts {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Volumes of a pod and where they are mounted. */
export interface Mounts {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
}

/** An object may hold 1 MiB (etcd's limit is 1.5): the rest is for keys and metadata. */
const mostBytes = 900 * 1024;
const longestVolumeName = 63;

/** Paths by the folder that they are in: a folder is mounted whole, so that a change of several files is seen at once. */
function byFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const folder = posix.dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return new Map([...folders].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function volumeName(kind: string, folder: string): string {
  const name = `${kind}-${slug(folder)}`;
  if (name.length <= longestVolumeName) return name;
  return `${kind}-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
}

/** The ConfigMaps of one folder, each below the limit of an object. */
function pack(name: string, files: readonly (readonly [string, string])[]): readonly Texts[] {
  const chunks: [string, string][][] = [[]];
  let bytes = 0;
  for (const [path, text] of files) {
    const size = Buffer.byteLength(text) + Buffer.byteLength(path);
    if (size > mostBytes) {
      throw new Error(
        `${path} has ${size} bytes, and a ConfigMap holds ${mostBytes}. Fix: divide what it is made from (a dashboard, a rule file) in two.`,
      );
    }
    if (bytes + size > mostBytes) {
      chunks.push([]);
      bytes = 0;
    }
    bytes += size;
    chunks.at(-1)?.push([posix.basename(path), text]);
  }
  return chunks.map((chunk, i) => ({
    name: i === 0 ? name : `${name}-${i + 1}`,
    data: Object.fromEntries(chunk),
  }));
}

/** The files of a workload as ConfigMaps, and how its pods see them: read-only, a folder each. */
export function fileMounts({
  name,
  files = {},
}: Workload): Mounts & { readonly configMaps: readonly Texts[] } {
  const folders = [...byFolder(Object.keys(files))].map(([folder, paths]) => ({
    folder,
    volume: volumeName("files", folder),
    parts: pack(
      `${name}-${slug(folder)}`,
      paths.map((path) => [path, files[path] ?? ""]),
    ),
  }));
  return {
    configMaps: folders.flatMap(({ parts }) => parts),
    volumes: folders.map(({ volume, parts }) => ({
      name: volume,
      projected: { defaultMode: 0o444, sources: parts.map((part) => ({ configMap: { name: part.name } })) },
    })),
    mounts: folders.map(({ folder, volume }) => ({ name: volume, mountPath: folder, readOnly: true })),
  };
}

/** The secret files of a workload, a folder each, readable by the pod's group alone: of its own Secret, and of kept ones. */
export function secretMounts(
  { secrets = {}, keptSecrets = {} }: Workload,
  secretName: string,
): Mounts & { readonly keys: ReadonlyMap<string, string> } {
  const folders = [...byFolder([...Object.keys(secrets), ...Object.keys(keptSecrets)])];
  const keys = new Map(Object.keys(secrets).map((path) => [path, slug(path)]));
  const item = (path: string, key = keys.get(path) ?? path) => ({ key, path: posix.basename(path) });
  return {
    keys,
    volumes: folders.map(([folder, paths]) => {
      const own = paths.filter((path) => path in secrets).map((path) => item(path));
      const kept = paths.flatMap((path) => {
        const found = keptSecrets[path];
        return found ? [{ secret: { name: found.secret, items: [item(path, found.key)] } }] : [];
      });
      const name = volumeName("secrets", folder);
      if (kept.length === 0) return { name, secret: { secretName, defaultMode: 0o440, items: own } };
      const sources = [...(own.length > 0 ? [{ secret: { name: secretName, items: own } }] : []), ...kept];
      return { name, projected: { defaultMode: 0o440, sources } };
    }),
    mounts: folders.map(([folder]) => ({
      name: volumeName("secrets", folder),
      mountPath: folder,
      readOnly: true,
    })),
  };
}

/** Names of the volume claims by the folder that each keeps. */
export function claimNames({ storage = {} }: Workload): ReadonlyMap<string, string> {
  return new Map(Object.keys(storage).map((folder) => [folder, volumeName("data", folder)]));
}
