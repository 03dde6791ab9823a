import { mostFields } from "../../components/collector/log-statements";
import { lokiConfig } from "../../components/loki";
import { streamLabels } from "../../queries/print";
import { placeWith } from "./support/fake-place";

const config = lokiConfig(placeWith("loki", { http: 3100, grpc: 9095 }), {
  alertmanager: placeWith("alertmanager", { http: 9093 }),
  prometheus: placeWith("prometheus", { http: 9090 }),
  rules: {},
  labels: { environment: "test", cluster: "here" },
  retentionDays: 30,
  ingestionMegabytes: 4,
});

const limits = config.limits_config as Record<string, unknown>;

test("keeps lines as long as it is told, and really deletes them", () => {
  expect(limits).toMatchObject({ retention_period: "720h" });
  expect(config.compactor).toEqual({ retention_enabled: true, delete_request_store: "filesystem" });
});

test("refuses what is more than the declared load's worst hour, all streams together and each alone", () => {
  expect(limits).toMatchObject({
    ingestion_rate_mb: 4,
    ingestion_burst_size_mb: 8,
    per_stream_rate_limit: "3MB",
    per_stream_rate_limit_burst: "8MB",
  });
});

test("stores in schema v13 since a date that never changes", () => {
  expect(config.schema_config).toEqual({
    configs: [
      {
        from: "2024-04-01",
        store: "tsdb",
        object_store: "filesystem",
        schema: "v13",
        index: { prefix: "index_", period: "24h" },
      },
    ],
  });
});

test("makes streams of those labels that queries select by, and of no others", () => {
  expect(limits.otlp_config).toEqual({
    resource_attributes: {
      ignore_defaults: true,
      attributes_config: [{ action: "index_label", attributes: streamLabels }],
    },
  });
});

test("takes every line that the collector lets through", () => {
  expect(limits).toMatchObject({
    max_line_size: "256KB",
    max_line_size_truncate: true,
    max_structured_metadata_size: "512KB",
    max_structured_metadata_entries_count: 2 * mostFields,
  });
});

test("evaluates rules over logs, and tells Alertmanager and Prometheus", () => {
  expect(config.ruler).toMatchObject({
    storage: { type: "local", local: { directory: "/at/loki/etc/loki/rules" } },
    alertmanager_url: "http://alertmanager.fake:49093",
    external_labels: { environment: "test", cluster: "here" },
    evaluation_interval: "15s",
    remote_write: { clients: { prometheus: { url: "http://prometheus.fake:49090/api/v1/write" } } },
  });
});

test("listens where its place says", () => {
  expect(config.server).toMatchObject({
    http_listen_address: "listen.loki",
    http_listen_port: 43100,
    grpc_listen_address: "listen.loki",
    grpc_listen_port: 49095,
  });
});
