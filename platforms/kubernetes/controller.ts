import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { startRevision } from "../start-revision";
import type { Workload } from "../workload";
import { everyNodeLabel } from "./discovery";
import { discoveryLabels, labelsOf, selectorOf } from "./labels";
import { claimNames, type Mounts } from "./mounts";
import { podSpec } from "./pod";
import { reloadsInPlace } from "./reloader";
import type { KubernetesSettings } from "./settings";
import type { Metadata } from "./workload-objects";

/** What keeps the pods: one on every node, one with volumes of its own, or any number that are alike. */
export function makeController(
  workload: Workload,
  template: PodTemplate,
  settings: KubernetesSettings,
  metadata: Metadata,
  options: CustomResourceOptions,
): void {
  const { name, replicas = 1 } = workload;
  const common = { selector: { matchLabels: selectorOf(name) }, template, revisionHistoryLimit: 3 };
  if (workload.watchesHost) {
    new k8s.apps.v1.DaemonSet(name, { metadata: metadata(name), spec: common }, options);
  } else if (Object.keys(workload.storage ?? {}).length > 0) {
    const kept = settings.kubernetes.keepVolumes ? "Retain" : "Delete";
    const spec = {
      ...common,
      ...{ replicas, serviceName: name, podManagementPolicy: "Parallel" },
      volumeClaimTemplates: claims(workload, settings.kubernetes.storageClass),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: kept, whenScaled: kept },
    };
    new k8s.apps.v1.StatefulSet(name, { metadata: metadata(name), spec }, options);
  } else {
    // The new pod is ready before the old one goes.
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    const spec = { ...common, replicas, strategy };
    new k8s.apps.v1.Deployment(name, { metadata: metadata(name), spec }, options);
  }
}

type PodTemplate = ReturnType<typeof podTemplate>;

/** What every pod of the workload is. */
export function podTemplate(workload: Workload, given: Mounts, settings: KubernetesSettings) {
  const { name, watchesHost } = workload;
  return {
    metadata: {
      labels: {
        ...labelsOf(name),
        [discoveryLabels.system]: "belfry",
        [discoveryLabels.service]: name,
        ...(watchesHost ? { [everyNodeLabel]: "true" } : {}),
      },
      annotations: { "belfry.dev/start-revision": startRevision(workload, reloadsInPlace(workload)) },
    },
    spec: podSpec(workload, given, settings),
  };
}

function claims(workload: Workload, storageClass: string | undefined) {
  const names = claimNames(workload);
  return Object.entries(workload.storage ?? {}).map(([folder, { sizeMib }]) => ({
    metadata: { name: names.get(folder) ?? folder, labels: selectorOf(workload.name) },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass && { storageClassName: storageClass }),
      resources: { requests: { storage: `${sizeMib}Mi` } },
    },
  }));
}
