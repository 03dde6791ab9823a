import * as pulumi from "@pulumi/pulumi";
import * as belfry from "../../components";
import type { Platform } from "../../platforms/platform";
import {
  exporters,
  platform,
  prober,
  registered,
  secret,
  simulator,
  workload,
  workloads,
} from "./support/every-component";
import { fakePlace } from "./support/fake-place";
import { shop } from "./support/two-services";

const names = [
  ...["postgres", "redis", "simulator-shop-api", "inbox", "alertmanager", "loki", "tempo", "grafana"],
  ...[
    "blackbox-exporter",
    "node-exporter",
    "postgres-exporter",
    "redis-exporter",
    "collector",
    "canary",
    "backup",
    "readiness",
    "prometheus",
  ],
];

test("each component is one workload under its own name, and registers itself", () => {
  expect(workloads.map(({ name }) => name)).toEqual(names);
  expect(registered.filter((resource) => resource.startsWith("belfry:index:"))).toHaveLength(names.length);
  expect(registered).toContain("belfry:index:Prometheus prometheus");
  expect(registered).toContain("belfry:index:Simulator simulator-shop-api");
});

test.each<[string, string, string, Record<string, number>]>([
  ["prometheus", "prometheus", "prom/prometheus", { http: 9090 }],
  ["alertmanager", "alertmanager", "prom/alertmanager", { http: 9093 }],
  ["grafana", "grafana", "grafana/grafana", { http: 3000 }],
  ["loki", "loki", "grafana/loki", { http: 3100, grpc: 9095 }],
  ["tempo", "tempo", "grafana/tempo", { http: 3200, grpc: 9096, otlp: 4317 }],
  ["postgres", "postgres", "postgres", { sql: 5432 }],
  ["redis", "redis-server", "redis", { redis: 6379 }],
  ["node-exporter", "node_exporter", "prom/node-exporter", { http: 9100 }],
  ["postgres-exporter", "postgres_exporter", "prometheuscommunity/postgres-exporter", { http: 9187 }],
  ["redis-exporter", "redis_exporter", "oliver006/redis_exporter", { http: 9121 }],
  ["blackbox-exporter", "blackbox_exporter", "prom/blackbox-exporter", { http: 9115 }],
  ["inbox", "inbox", "belfry", { http: 8025, smtp: 1025 }],
  ["canary", "canary", "belfry", { http: 9991 }],
  ["readiness", "readiness", "belfry", { http: 9992 }],
  ["backup", "backup", "belfry-backup", { http: 9993 }],
  ["simulator-shop-api", "simulator", "belfry", { http: 8000, control: 9990 }],
])("%s runs %s of %s", (name, binary, repository, ports) => {
  const { program, image, ports: given } = workload(name);
  expect(program.binary).toBe(binary);
  expect(image.repository).toBe(repository);
  const numbers = Object.entries(given).map(([port, { number, fixed }]) => [port, fixed ? "fixed" : number]);
  expect(Object.fromEntries(numbers)).toEqual(ports);
});

test("the prober tries a service where it runs and where the public reaches it, and may go nowhere else", () => {
  const { args, connectsTo } = workload("readiness");
  expect(args.slice(2)).toEqual([
    `--inside=shop/shop-api=${simulator.place.url("http")}`,
    "--public=shop/shop-api=https://shop.example.com",
  ]);
  expect(connectsTo).toEqual([
    { to: "dns" },
    { to: "workload", name: "simulator-shop-api", port: "http" },
    { to: "internet", ports: [443] },
  ]);
});

test("the collector keeps the ports that senders know by heart, and no other", () => {
  expect(workload("collector").ports).toEqual({
    "otlp-grpc": { number: 4317, fixed: true },
    "otlp-http": { number: 4318, fixed: true },
    "jaeger-http": { number: 14268, fixed: true },
    "jaeger-udp": { number: 6831, protocol: "udp", fixed: true },
    zipkin: { number: 9411, fixed: true },
    "json-tcp": { number: 5000, fixed: true },
    health: { number: 13133 },
    metrics: { number: 8888 },
  });
});

test.each<[string, string, string]>([
  ["prometheus", "/-/ready", "/-/healthy"],
  ["alertmanager", "/-/ready", "/-/healthy"],
  ["grafana", "/api/health", "/healthz"],
  ["loki", "/ready", "/metrics"],
  ["tempo", "/ready", "/metrics"],
  ["collector", "/", "/"],
  ["inbox", "/healthz", "/healthz"],
  ["redis-exporter", "/health", "/health"],
])("%s is ready at %s and alive at %s", (name, ready, live) => {
  const { readiness, liveness } = workload(name).probes;
  expect(readiness.check).toMatchObject({ kind: "http", path: ready });
  expect(liveness.check).toMatchObject({ kind: "http", path: live });
});

describe.each(names)("%s", (name) => {
  const one = () => workload(name);

  test("asks for no more than it may have, and runs as nobody special", () => {
    const { resources, user } = one();
    expect(resources.requests.memoryMib).toBeLessThanOrEqual(resources.limits.memoryMib);
    expect(resources.requests.cpuMillis).toBeLessThanOrEqual(resources.limits.cpuMillis ?? 0);
    expect(user).toBeGreaterThan(0);
  });

  test("is probed on ports that it has, and talks to ports that others have", () => {
    const { probes, ports, connectsTo } = one();
    for (const { check } of [probes.readiness, probes.liveness]) {
      if (check.kind !== "exec") expect(Object.keys(ports)).toContain(check.port);
    }
    for (const connection of connectsTo) {
      if (connection.to !== "workload") continue;
      expect(Object.keys(workload(connection.name).ports)).toContain(connection.port);
    }
  });

  test("keeps its secrets where only secrets are", async () => {
    const { secrets = {}, ...plain } = one();
    expect(JSON.stringify(plain)).not.toContain("very-secret");
    for (const value of Object.values(secrets))
      expect(await pulumi.isSecret(pulumi.output(value))).toBe(true);
  });

  test("takes every address and path from the platform", () => {
    const { args, env = {}, files = {} } = one();
    const text = [...args, ...Object.values(env), ...Object.values(files)].join("\n");
    const addresses = text.match(/\b(?:\d+\.\d+\.\d+\.\d+|localhost)\b(?::\d+)?|[\w.-]+:\d{3,}\b/g) ?? [];
    // Loki's one process talks to itself.
    const own = name === "loki" ? ["127.0.0.1"] : [];
    const foreign = addresses.filter((address) => !/^[a-z.-]+:4\d{4}$|^[a-z.-]+:5\d{4}$/.test(address));
    expect(foreign).toEqual(own);
    // A container's path is only right behind the place's own folder.
    expect(text.match(/(?<![\w.*/-])\/(?:etc|var|run|data|loki|prometheus|alertmanager)\b\S*/g)).toBeNull();
  });
});

test.each<[string, readonly string[]]>([
  ["postgres", ["/run/secrets/postgres-password"]],
  ["redis", ["/run/secrets/redis-password.conf"]],
  ["grafana", ["/run/secrets/grafana-admin", "/run/secrets/postgres-password"]],
  ["postgres-exporter", ["/run/secrets/postgres-password"]],
  ["redis-exporter", ["/run/secrets/redis-passwords.json"]],
  ["alertmanager", ["/run/secrets/slack"]],
  ["prometheus", []],
  ["collector", []],
])("%s gets the secrets %j as files", (name, files) => {
  expect(Object.keys(workload(name).secrets ?? {})).toEqual(files);
});

test("Redis and its exporter get the password in the form that each reads", async () => {
  const text = async (name: string) => {
    const [value] = Object.values(workload(name).secrets ?? {});
    return new Promise((resolve) => pulumi.output(value).apply(resolve));
  };
  const password = secret("redis-password");
  expect(await text("redis")).toBe(`requirepass ${password}\n`);
  expect(await text("redis-exporter")).toBe(JSON.stringify({ "redis://redis.fake:46379": password }));
});

test.each<[string, readonly string[]]>([
  ["prometheus", ["/etc/prometheus/prometheus.yml", "/etc/prometheus/rules/shop.yaml"]],
  ["alertmanager", ["/etc/alertmanager/alertmanager.yml"]],
  ["loki", ["/etc/loki/rules/fake/shop.yaml"]],
  ["grafana", ["/etc/grafana/dashboards/shop/api.json"]],
  ["blackbox-exporter", ["/etc/blackbox/blackbox.yaml"]],
])("%s takes a change of its rules, routes, boards or probes without a restart", (name, files) => {
  const { reload, files: given = {} } = workload(name);
  expect(reload?.files).toEqual(files);
  for (const file of files) expect(Object.keys(given)).toContain(file);
});

test("Prometheus and the blackbox exporter may reach the ports that services declare", () => {
  expect(workload("prometheus").connectsTo).toContainEqual({ to: "any-namespace", ports: [8001] });
  expect(workload("blackbox-exporter").connectsTo).toContainEqual({ to: "any-namespace", ports: [8000] });
});

test("what an exporter tells belongs to the server that it asks", () => {
  expect(belfry.endpointsOf([...exporters, prober, simulator])).toEqual({
    "belfry/node-exporter": "node-exporter.fake:49100",
    "belfry/postgres": "postgres-exporter.fake:49187",
    "belfry/redis": "redis-exporter.fake:49121",
    "belfry/blackbox-exporter": "blackbox-exporter.fake:49115",
    "shop/shop-api": "simulator-shop-api.fake:48000",
  });
});

test("a server that cannot be had has no endpoint, and nobody probes through it", () => {
  const without: Platform = {
    ...platform,
    run: (one) => ({ place: fakePlace(one.name, one.ports), available: false }),
  };
  const missing = new belfry.BlackboxExporter("missing", { platform: without, services: [shop] });
  expect(missing.endpoints).toEqual({});
  expect(missing.address).toBeUndefined();
});
