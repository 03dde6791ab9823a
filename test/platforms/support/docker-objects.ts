import { ComponentResource } from "@pulumi/pulumi";
import { parseConfig } from "../../../config";
import { dockerPlatform } from "../../../platforms/docker";
import type { Workload } from "../../../platforms/workload";
import { fullWorkload } from "./full-workload";
import { recordResources, settled } from "./recorded";

export const recorded = recordResources();
const images = JSON.stringify({ digests: { "belfry-tool": `sha256:${"b".repeat(64)}` } });

export function platformWith(keys: Record<string, string> = {}) {
  return dockerPlatform({ ...parseConfig({ platform: "docker", images, ...keys }, "dev"), stack: "dev" });
}

export async function objectsOf(workload: Workload, keys: Record<string, string> = {}) {
  recorded.length = 0;
  const platform = platformWith(keys);
  platform.run(workload, new ComponentResource("belfry:index:Test", "test"));
  await settled();
  const find = (type: string, name: string) =>
    recorded.find((one) => one.type.endsWith(`:${type}`) && one.name === name)?.inputs;
  return { find, all: recorded.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort() };
}

/** Containers are made of what was pulled, by its own id. */
export const shopImage = `id of example/shop:1.2.3@sha256:${"a".repeat(64)}`;
export const toolImage = `id of belfry-tool:0.1.0@sha256:${"b".repeat(64)}`;

export const labels = (role: string) => [
  { label: "dev.belfry.workload", value: "shop" },
  { label: "dev.belfry.role", value: role },
];
export const given = { volumeName: "belfry-dev-shop-given", containerPath: "/belfry", readOnly: true };
export const kept = { volumeName: "belfry-dev-shop-var-lib-shop", containerPath: "/var/lib/shop" };
export const locked = {
  readOnly: true,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  tmpfs: { "/tmp": "rw,noexec,nosuid,size=64m,mode=1777" },
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "5" },
};
export const envs = ["GOMEMLIMIT=900MiB", "GOMAXPROCS=2", "PLAIN=1"];
export const once = { restart: "no", mustRun: false, attach: true, networkMode: "none" };

const { storage, prepare, reload, ...stateless } = fullWorkload;
export const quiet: Workload = {
  ...stateless,
  ports: { http: { number: 8080 } },
  connectsTo: [{ to: "dns" }],
};
