import { ComponentResource } from "@pulumi/pulumi";
import { parseConfig } from "../../../config";
import { kubernetesPlatform } from "../../../platforms/kubernetes";
import type { Workload } from "../../../platforms/workload";
import { recordResources, settled } from "./recorded";

export const recorded = recordResources();
const ingress = {
  className: "nginx",
  hosts: { shop: "shop.example.com" },
  tlsSecret: "shop-tls",
  clusterIssuer: "ca",
  controllerNamespace: "ingress",
};
const cluster = {
  nodes: ["10.1.0.0/16"],
  apiServer: ["10.2.0.1/32"],
  outside: ["10.20.0.0/16"],
  storageClass: "fast",
  priorityClass: "monitoring",
};

function settingsWith(kubernetes: object, images: object = {}) {
  return parseConfig(
    { platform: "kubernetes", kubernetes: JSON.stringify(kubernetes), images: JSON.stringify(images) },
    "prod",
  );
}

const digests = { "belfry-tool": `sha256:${"b".repeat(64)}` };

/** What the platform makes of workloads, besides its namespaces. */
export async function objectsOf(
  workloads: readonly Workload[],
  settings = settingsWith({ ...cluster, ingress }, { digests }),
) {
  recorded.length = 0;
  const platform = kubernetesPlatform(settings);
  platform.place("till", { sql: { number: 5432 } });
  for (const workload of workloads)
    platform.run(workload, new ComponentResource("belfry:index:Test", "test"));
  await settled();
  const find = (kind: string, name: string) =>
    recorded.find(({ inputs }) => inputs.kind === kind && Object(inputs.metadata).name === name)?.inputs;
  return {
    platform,
    find,
    all: recorded.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}
