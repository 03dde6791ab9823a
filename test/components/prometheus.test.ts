import { prometheusConfig } from "../../components/prometheus";
import { placeWith } from "./support/fake-place";
import { shop } from "./support/two-services";

const at = placeWith("prometheus", { http: 9090 });
const args: Parameters<typeof prometheusConfig>[1] = {
  alertmanager: placeWith("alertmanager", { http: 9093 }),
  rules: {},
  services: [shop],
  scraped: [{ endpoints: { "shop/shop-api": "shop.fake:41" } }],
  apis: {},
  prober: undefined,
  interval: "15s",
  labels: { environment: "test", cluster: "here" },
  retentionDays: 32,
  size: { retentionMib: 19_933 },
};
const config = prometheusConfig(at, args);

test("keeps samples as long as it is told, and never more than its volume holds beside the write-ahead log", () => {
  expect(config.storage).toEqual({
    tsdb: { out_of_order_time_window: "30m", retention: { time: "32d", size: "19933MB" } },
    exemplars: { max_exemplars: 100_000 },
  });
});

test("scrapes and evaluates at the interval, and marks every alert with where it comes from", () => {
  expect(config.global).toEqual({
    scrape_interval: "15s",
    evaluation_interval: "15s",
    scrape_native_histograms: true,
    always_scrape_classic_histograms: true,
    external_labels: { environment: "test", cluster: "here" },
  });
});

test("reads the rules of its folder and tells Alertmanager", () => {
  expect(config.rule_files).toEqual(["/at/prometheus/etc/prometheus/rules/*.yaml"]);
  expect(config.alerting).toEqual({
    alertmanagers: [{ static_configs: [{ targets: ["alertmanager.fake:49093"] }] }],
  });
});

test("gives what is pushed its name with underscores and nothing added, and the labels that rules select by", () => {
  expect(config.otlp).toEqual({
    translation_strategy: "UnderscoreEscapingWithoutSuffixes",
    promote_resource_attributes: ["system", "service", "environment", "cluster"],
  });
});

test("scrapes those that run", () => {
  expect(config.scrape_configs).toEqual([
    expect.objectContaining({
      job_name: "shop/shop-api",
      static_configs: [expect.objectContaining({ targets: ["shop.fake:41"] })],
    }),
  ]);
});
