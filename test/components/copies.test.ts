import { secret } from "@pulumi/pulumi";
import { parse } from "yaml";
import * as belfry from "../../components";
import type { Platform } from "../../platforms/platform";
import type { Workload } from "../../platforms/workload";
import { copies } from "../../sizing/copies";
import { recordResources } from "../platforms/support/recorded";
import { fakePlace } from "./support/fake-place";
import { shop } from "./support/two-services";

// The servers of which size `standard` has several copies.

recordResources();
const workloads = new Map<string, Workload>();
const copiesOf = (name: string) => copies.standard[name] ?? 1;
const platform: Platform = {
  name: "kubernetes",
  place: (name, ports) => fakePlace(name, ports, copiesOf(name)),
  copies: copiesOf,
  offers: () => true,
  programPath: (_product, binary) => binary,
  run: (workload) => {
    workloads.set(workload.name, workload);
    return { place: fakePlace(workload.name, workload.ports, copiesOf(workload.name)), available: true };
  },
  password: () => secret("p"),
};
const at = belfry.placesOf(platform);
const labels = { environment: "test", cluster: "here" };
const size = { volumeMib: 5120, memoryRequestMib: 300, memoryLimitMib: 900 };
const bucket = {
  ...{ endpoint: "s3.example.com:9000", bucket: "lines", region: "eu-west-1", insecure: true },
  credentials: { text: secret("keys") },
};

const { database } = new belfry.Postgres("postgres", { platform });
const alertmanager = new belfry.Alertmanager("alertmanager", {
  platform,
  config: "",
  secrets: {},
  delivers: [],
});
new belfry.Loki("loki", {
  ...{ platform, ...at, rules: {}, labels, retentionDays: 30, size, ingestionMegabytes: 4, bucket },
});
const intake = { bytesPerSecond: 10_000, burstBytes: 18_000_000, traces: 120_000 };
new belfry.Tempo("tempo", { platform, retentionDays: 14, size, intake });
new belfry.Grafana("grafana", { platform, database, dashboards: {}, provisioning: {} });
new belfry.Collector("collector", { platform, ...at, services: [shop], files: [], labels });
const prometheus = new belfry.Prometheus("prometheus", {
  ...{ platform, ...at, labels, services: [shop], rules: {}, interval: "15s", retentionDays: 32 },
  ...{ size: { ...size, retentionMib: 4000 }, apis: {}, prober: undefined, scraped: [alertmanager] },
});

function workload(name: string): Workload {
  const found = workloads.get(name);
  if (!found) throw new Error(`no workload ${name}`);
  return found;
}

function fileOf(name: string, file: string) {
  return parse(workload(name).files?.[file] ?? "");
}

test.each<[string, number, true | undefined]>([
  ["prometheus", 2, true],
  ["thanos-query", 2, undefined],
  ["alertmanager", 3, true],
  ["grafana", 2, undefined],
  ["loki", 3, true],
  ["tempo", 2, true],
  ["collector", 2, true],
])("%s runs %d times", (name, replicas, named) => {
  expect(workload(name)).toMatchObject({ replicas, ...(named && { named }) });
});

test("a port of another program than the server's own belongs to one that runs beside it", () => {
  for (const { ports, beside = [] } of workloads.values()) {
    const programs = Object.values(ports).flatMap(({ of }) => of ?? []);
    expect(beside.map(({ name }) => name)).toEqual(expect.arrayContaining(programs));
  }
});

describe("Prometheus, twice", () => {
  const config = () => fileOf("prometheus", "/etc/prometheus/prometheus.yml");

  test("marks what it keeps with which copy it is, and no alert with it", () => {
    expect(config().global.external_labels).toEqual({ ...labels, prometheus_replica: `\${POD_NAME}` });
    expect(config().alerting).toEqual({
      alert_relabel_configs: [{ regex: "prometheus_replica", action: "labeldrop" }],
      alertmanagers: [
        { static_configs: [{ targets: [0, 1, 2].map((copy) => `alertmanager-${copy}.fake:49093`) }] },
      ],
    });
  });

  test("has an answerer beside each copy, which asks it on loopback", () => {
    expect(workload("prometheus").beside?.map(({ name, args }) => ({ name, args }))).toEqual([
      {
        name: "thanos-sidecar",
        args: [
          ...["sidecar", "--prometheus.url=http://127.0.0.1:49090"],
          ...["--grpc-address=listen.prometheus:50901", "--http-address=listen.prometheus:50902"],
          ...["--prometheus.get_config_interval=5s", "--tsdb.path=/tmp", "--log.format=json"],
        ],
      },
    ]);
  });

  test("is read through Thanos Query, which asks every copy and shows each series once", () => {
    expect(workload("thanos-query").args).toEqual([
      ...["query", "--http-address=listen.thanos-query:50904", "--grpc-address=listen.thanos-query:50903"],
      ...["--endpoint=prometheus-0.fake:50901", "--endpoint=prometheus-1.fake:50901"],
      ...["--query.replica-label=prometheus_replica", "--log.format=json"],
    ]);
    expect(prometheus.url).toBe("http://thanos-query.fake:50904");
    expect(at.thanosQuery?.url("http")).toBe("http://thanos-query.fake:50904");
    expect(workload("grafana").connectsTo).toContainEqual({
      ...{ to: "workload", name: "thanos-query", port: "http" },
    });
  });

  test("finds servers with several copies by label, since their one address would show one of them", () => {
    expect(alertmanager.endpoints).toEqual({});
    expect(prometheus.endpoints).toEqual({});
  });

  test("has the memory that its series were given", () => {
    expect(workload("prometheus").resources).toEqual({
      requests: { cpuMillis: 200, memoryMib: 300 },
      limits: { cpuMillis: 2000, memoryMib: 900 },
    });
  });
});

test("copies of Alertmanager tell each other what they have sent", () => {
  const { args, connectsTo, ports } = workload("alertmanager");
  expect(args.filter((arg) => arg.startsWith("--cluster"))).toEqual([
    "--cluster.listen-address=listen.alertmanager:49094",
    "--cluster.advertise-address=$(POD_IP):49094",
    "--cluster.peer=alertmanager-peers.fake:49094",
  ]);
  expect(ports.gossip).toEqual({ number: 9094 });
  expect(ports["gossip-udp"]).toEqual({ number: 9094, protocol: "udp" });
  for (const port of ["gossip", "gossip-udp"])
    expect(connectsTo).toContainEqual({ to: "workload", name: "alertmanager", port });
});

describe("Loki, three times", () => {
  const config = () => fileOf("loki", "/etc/loki/loki.yaml");

  test("keeps each line on every copy until it is in the bucket", () => {
    expect(config().common).toEqual({
      instance_addr: `\${POD_IP}`,
      path_prefix: "/at/loki/loki",
      replication_factor: 3,
      ring: { kvstore: { store: "memberlist" } },
      storage: {
        s3: {
          ...{ endpoint: "s3.example.com:9000", bucketnames: "lines", region: "eu-west-1" },
          ...{ insecure: true, s3forcepathstyle: true },
        },
      },
    });
    expect(config().memberlist).toEqual({
      advertise_addr: `\${POD_IP}`,
      advertise_port: 47946,
      bind_addr: [`\${POD_IP}`],
      bind_port: 47946,
      join_members: ["dns+loki-peers.fake:47946"],
    });
    expect(config().schema_config.configs[0]).toMatchObject({ object_store: "s3", schema: "v13" });
    expect(config().compactor.delete_request_store).toBe("s3");
    expect(config().ingester).toEqual({ wal: { enabled: true, flush_on_shutdown: true } });
  });

  test("divides its rules among the copies, and tells every Alertmanager and every Prometheus", () => {
    const { ring, enable_sharding, alertmanager_url, remote_write } = config().ruler;
    expect({ ring, enable_sharding }).toEqual({ ring: config().common.ring, enable_sharding: true });
    expect(alertmanager_url).toBe(
      [0, 1, 2].map((copy) => `http://alertmanager-${copy}.fake:49093`).join(","),
    );
    expect(remote_write.clients).toEqual({
      prometheus: { url: "http://prometheus-0.fake:49090/api/v1/write" },
      "prometheus-1": { url: "http://prometheus-1.fake:49090/api/v1/write" },
    });
  });

  test("reads the keys of the bucket from a file, and may go there and to its peers", () => {
    const { env, secrets, connectsTo, args } = workload("loki");
    expect(env).toEqual({ AWS_SHARED_CREDENTIALS_FILE: "/at/loki/run/secrets/object-storage" });
    expect(Object.keys(secrets ?? {})).toEqual(["/run/secrets/object-storage"]);
    expect(args).toContain("-config.expand-env=true");
    expect(connectsTo.slice(-4)).toEqual([
      { to: "workload", name: "loki", port: "grpc" },
      { to: "workload", name: "loki", port: "gossip" },
      { to: "internet", ports: [9000] },
      { to: "any-namespace", ports: [9000] },
    ]);
  });
});

test.each([
  ["s3.example.com", false, 443],
  ["s3.example.com", true, 80],
  ["minio.storage.svc:9000", false, 9000],
])("a bucket at %s (without TLS: %s) is reached on port %d", (endpoint, insecure, port) => {
  new belfry.Loki("loki", {
    ...{ platform, ...at, rules: {}, labels, retentionDays: 30, size, ingestionMegabytes: 4 },
    bucket: { ...bucket, endpoint, insecure },
  });
  expect(workload("loki").connectsTo.at(-1)).toEqual({ to: "any-namespace", ports: [port] });
});

describe("collectors, two of them", () => {
  const config = () => fileOf("collector", "/etc/otelcol/config.yaml");

  test("hand everything to every Prometheus and every Tempo, each by a queue of its own", () => {
    const { exporters, service } = config();
    const endpoints = Object.entries<{ endpoint: string }>(exporters).map(([id, one]) => [id, one.endpoint]);
    expect(Object.fromEntries(endpoints)).toEqual({
      "otlp_http/loki": "http://loki.fake:43100/otlp",
      "otlp_http/prometheus": "http://prometheus-0.fake:49090/api/v1/otlp",
      "otlp_http/prometheus-1": "http://prometheus-1.fake:49090/api/v1/otlp",
      "otlp_grpc/tempo": "tempo-0.fake:44317",
      "otlp_grpc/tempo-1": "tempo-1.fake:44317",
    });
    expect(service.pipelines.traces.exporters).toEqual([
      "otlp_grpc/tempo",
      "otlp_grpc/tempo-1",
      "span_metrics",
    ]);
    const toPrometheus = ["otlp_http/prometheus", "otlp_http/prometheus-1"];
    expect(service.pipelines.metrics.exporters).toEqual(toPrometheus);
    expect(service.pipelines["metrics/spans"].exporters).toEqual(toPrometheus);
  });

  test("share their disk among all queues", () => {
    const sizes = Object.values<{ sending_queue: { queue_size: number } }>(config().exporters);
    expect(sizes.map(({ sending_queue }) => sending_queue.queue_size)).toEqual(
      Array(5).fill(Math.floor((2048 * 2 ** 20) / 7)),
    );
  });

  test("sign what they have counted, since each counts what came to it alone", () => {
    const { processors, service } = config();
    const sign = `set(datapoint.attributes["collector"], "\${env:POD_NAME}")`;
    const steps = (id: string) => processors[id].metric_statements[0].statements;
    expect(steps("transform/counted-spans")).toEqual([sign]);
    expect(steps("transform/counted-deltas")).toEqual([
      `${sign} where metric.aggregation_temporality == AGGREGATION_TEMPORALITY_DELTA`,
    ]);
    expect(service.pipelines["metrics/spans"].processors.at(-1)).toBe("transform/counted-spans");
    expect(service.pipelines.metrics.processors.slice(-2)).toEqual([
      "transform/counted-deltas",
      "deltatocumulative",
    ]);
  });
});
