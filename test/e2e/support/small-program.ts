import { ComponentResource } from "@pulumi/pulumi";
import { readConfig } from "../../../config";
import { localPlatform } from "../../../platforms/local";
import type { Port, Workload, WorkloadProbe } from "../../../platforms/workload";

/** A small Pulumi program of two real servers, shaped like index.ts: what the local platform is tried with. */
export = async () => {
  const { ports, offers } = readConfig();
  const platform = localPlatform({
    stack: process.env.BELFRY_STACK ?? "local",
    ports,
    ...(offers && { offers }),
  });
  const parent = new ComponentResource("belfry:index:Small", "small");
  const secretOfProbe = platform.password("probe-password", parent);

  const http: Readonly<Record<string, Port>> = { http: { number: 9115 } };
  const fixed: Readonly<Record<string, Port>> = { http: { number: 5000, fixed: true } };
  const blackbox = platform.place("blackbox", http);
  const probe = (path: string): WorkloadProbe => ({
    check: { kind: "http", port: "http", path },
    periodSeconds: 2,
    timeoutSeconds: 2,
    failureThreshold: 3,
  });
  const base = (product: string, binary: string): Omit<Workload, "name" | "args" | "ports"> => ({
    image: { repository: product, tag: "test", digest: "unlocked" },
    program: { product, binary },
    probes: { readiness: probe("/metrics"), liveness: probe("/metrics") },
    resources: { requests: { cpuMillis: 50, memoryMib: 32 }, limits: { cpuMillis: 500, memoryMib: 256 } },
    user: 65534,
    connectsTo: [],
  });
  const module = process.env.SMALL_MODULE ?? "http_2xx";
  platform.run(
    {
      ...base("blackbox-exporter", "blackbox_exporter"),
      name: "blackbox",
      ports: http,
      args: [
        `--config.file=${blackbox.path("/etc/blackbox.yml")}`,
        `--web.listen-address=${blackbox.listen("http")}`,
      ],
      files: { "/etc/blackbox.yml": `modules:\n  ${module}:\n    prober: http\n` },
      secrets: { "/run/secrets/probe": secretOfProbe },
      storage: { "/var/lib/blackbox": { sizeMib: 1 } },
      reload: { files: ["/etc/blackbox.yml"], how: { by: "http", port: "http", path: "/-/reload" } },
    },
    parent,
  );
  const node = platform.place("node", fixed);
  platform.run(
    {
      ...base("node-exporter", "node_exporter"),
      name: "node",
      ports: fixed,
      args: [`--web.listen-address=${node.listen("http")}`],
    },
    parent,
  );
  return { blackbox: blackbox.url("http"), node: node.url("http") };
};
