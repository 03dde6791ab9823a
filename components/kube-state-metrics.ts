import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../declaration/service";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { listenHost } from "./listen";
import { probes } from "./probes";

export interface KubeStateMetricsArgs {
  readonly platform: Platform;
  /** The service whose declared metrics it shows, and no others. */
  readonly service: Service;
}

const ports = { http: { number: 8080 }, telemetry: { number: 8081 } };

/** What it looks at, in the API's own words. */
const looksAt = [
  "nodes",
  "namespaces",
  "pods",
  "persistentvolumeclaims",
  "persistentvolumes",
  "resourcequotas",
  "apps/deployments",
  "apps/statefulsets",
  "apps/daemonsets",
  "batch/jobs",
  "batch/cronjobs",
  "autoscaling/horizontalpodautoscalers",
  "policy/poddisruptionbudgets",
];

/** Tells how the cluster's objects are. */
export class KubeStateMetrics extends pulumi.ComponentResource implements Scraped {
  readonly endpoints: Endpoints;

  constructor(name: string, args: KubeStateMetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:KubeStateMetrics", name, {}, opts);
    const at = args.platform.place(name, ports);
    const running = args.platform.run(workload(at, args.service), this);
    this.endpoints = running.available ? { [args.service.id]: at.address("http") } : {};
    this.registerOutputs({});
  }
}

function workload(at: Place, { metrics }: Service): Workload {
  const host = listenHost(at);
  const shown = Object.values(metrics).map(({ name }) => name);
  return {
    name: at.name,
    image: products["kube-state-metrics"].image,
    program: { product: "kube-state-metrics", binary: "kube-state-metrics" },
    args: [
      `--host=${host}`,
      `--port=${at.port("http")}`,
      `--telemetry-host=${host}`,
      `--telemetry-port=${at.port("telemetry")}`,
      `--resources=${looksAt.map((one) => one.split("/").at(-1)).join(",")}`,
      `--metric-allowlist=${shown.join(",")}`,
      "--metric-labels-allowlist=pods=[belfry.dev/system,belfry.dev/service]",
      "--metric-annotations-allowlist=pods=[prometheus.io/scrape]",
    ],
    ports,
    // Its own two answers: /livez asks whether the API server does, /readyz whether it has read everything.
    probes: probes(
      { kind: "http", port: "telemetry", path: "/readyz" },
      { kind: "http", port: "http", path: "/livez" },
    ),
    resources: { requests: { cpuMillis: 20, memoryMib: 64 }, limits: { cpuMillis: 250, memoryMib: 256 } },
    user: 65534,
    connectsTo: [{ to: "dns" }, { to: "api-server", reads: looksAt }],
  };
}
