import { secret } from "@pulumi/pulumi";
import type { Workload } from "../../../platforms/workload";

/** A workload that fills every field: what a platform makes of it shows all that the platform does. */
export const fullWorkload: Workload = {
  name: "shop",
  image: { repository: "example/shop", tag: "1.2.3", digest: `sha256:${"a".repeat(64)}` },
  program: { product: "shop", binary: "shopd" },
  entrypoint: ["shopd"],
  args: ["--config=/etc/shop/shop.yml", "--listen=:8080"],
  env: { PLAIN: "1" },
  ports: {
    http: { number: 8080 },
    otlp: { number: 4317, fixed: true },
    syslog: { number: 5514, protocol: "udp", fixed: true },
  },
  files: {
    "/etc/shop/shop.yml": "a: 1\n",
    "/etc/shop/rules/one.yml": "rules: []\n",
    "/etc/static/x.txt": "x",
  },
  reload: {
    files: ["/etc/shop/rules/one.yml"],
    how: { by: "http", port: "http", path: "/-/reload" },
  },
  secrets: { "/run/secrets/token": secret("s3cret") },
  storage: { "/var/lib/shop": { sizeMib: 100 } },
  probes: {
    readiness: {
      check: { kind: "http", port: "http", path: "/ready" },
      initialDelaySeconds: 1,
      periodSeconds: 5,
      timeoutSeconds: 2,
      failureThreshold: 3,
    },
    liveness: {
      check: { kind: "exec", command: ["shopctl", "ping"] },
      periodSeconds: 10,
      timeoutSeconds: 4,
      failureThreshold: 6,
    },
    startup: {
      check: { kind: "tcp", port: "http" },
      periodSeconds: 2,
      timeoutSeconds: 1,
      failureThreshold: 30,
    },
  },
  resources: { requests: { cpuMillis: 100, memoryMib: 128 }, limits: { cpuMillis: 1500, memoryMib: 1000 } },
  user: 1234,
  connectsTo: [
    { to: "dns" },
    { to: "workload", name: "till", port: "sql" },
    { to: "api-server", reads: ["pods", "apps/deployments"] },
    { to: "nodes", ports: [9100] },
    { to: "internet", ports: [443] },
    { to: "any-namespace", ports: [5432] },
  ],
  replicas: 2,
  stopGraceSeconds: 60,
  prepare: { binary: "shopctl", args: ["init"], unless: "/var/lib/shop/VERSION" },
};
