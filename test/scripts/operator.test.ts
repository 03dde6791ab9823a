import { parse, parseAllDocuments } from "yaml";
import { operatorFiles, operatorObjects } from "../../scripts/render/operator";
import type { ContentObject } from "../../scripts/render/operator/content-object";
import { podMonitors } from "../../scripts/render/operator/pod-monitors";
import { stackConfig } from "../../scripts/render/stack-config";

const config = stackConfig(`${__dirname}/../..`, "prod");
const objects = operatorObjects("prod", config);
const ofKind = (kind: string) => objects.filter((one) => one.kind === kind);
const named = (name: string) => objects.find(({ metadata }) => metadata.name === name);

interface Rule {
  alert?: string;
  labels?: Record<string, string>;
}

function rulesOf({ spec }: ContentObject): Rule[] {
  return (spec as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
}

describe("the catalog as objects of the Prometheus operator", () => {
  test("has a PrometheusRule for each service with rules, and a second one for its SLOs", () => {
    expect(ofKind("PrometheusRule").map(({ metadata }) => metadata.name)).toEqual([
      "belfry-greenstack-greenstack-api",
      "belfry-greenstack-greenstack-api-slo",
      "belfry-newsletter-newsletter-api",
      "belfry-newsletter-newsletter-api-slo",
      "belfry-pulsecal-pulsecal-api",
      "belfry-pulsecal-pulsecal-api-slo",
      "belfry-ragbase-ragbase-ai-worker",
      "belfry-ragbase-ragbase-backend",
      "belfry-ragbase-ragbase-backend-slo",
      "belfry-travel-crm-travel-crm-api",
      "belfry-travel-crm-travel-crm-api-slo",
    ]);
  });

  test("puts the environment and the cluster on every alert and on no recorded series", () => {
    const rules = ofKind("PrometheusRule").flatMap(rulesOf);
    const [alerts, recordings] = [rules.filter(({ alert }) => alert), rules.filter(({ alert }) => !alert)];
    expect(alerts.length).toBeGreaterThan(80);
    for (const { labels } of alerts) expect(labels).toMatchObject({ environment: "prod", cluster: "prod" });
    expect(recordings.filter(({ labels }) => labels?.environment)).toEqual([]);
  });

  test("scrapes what is scraped, with the declared limits and labels", () => {
    expect(named("belfry-pulsecal-pulsecal-api")?.kind).toBe("PrometheusRule");
    const monitor = ofKind("PodMonitor").find(
      ({ metadata }) => metadata.name === "belfry-pulsecal-pulsecal-api",
    );
    expect(monitor?.spec).toMatchObject({
      namespaceSelector: { any: true },
      selector: { matchLabels: { "belfry.dev/system": "pulsecal", "belfry.dev/service": "pulsecal-api" } },
      sampleLimit: 2599,
      podMetricsEndpoints: [
        {
          path: "/metrics",
          interval: "15s",
          relabelings: expect.arrayContaining([
            {
              sourceLabels: ["__meta_kubernetes_pod_ip"],
              targetLabel: "__address__",
              replacement: "$1:3001",
            },
            { targetLabel: "system", replacement: "pulsecal" },
            { targetLabel: "environment", replacement: "prod" },
          ]),
        },
      ],
    });
  });

  test("never hands over an empty pattern, which the operator would take for one that fits everything", () => {
    const texts = operatorFiles(objects)["podmonitors.yaml"] ?? "";
    expect(texts).toContain("regex: ^$");
    expect(texts).not.toMatch(/regex: (""|''|$)/m);
  });

  test("probes through a blackbox exporter whose modules it brings", () => {
    const modules = parse(
      (named("belfry-blackbox-exporter") as unknown as { data: Record<string, string> }).data[
        "blackbox.yaml"
      ] ?? "",
    ).modules;
    const asked = ofKind("PodMonitor").flatMap(({ spec }) => {
      const [{ params }] = (spec as { podMetricsEndpoints: [{ params?: { module: string[] } }] })
        .podMetricsEndpoints;
      return params?.module ?? [];
    });
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((module) => !(module in modules))).toEqual([]);
  });

  test("gives each dashboard and each file of log rules the label of its sidecar", () => {
    const maps = ofKind("ConfigMap").filter(({ metadata }) => metadata.name !== "belfry-blackbox-exporter");
    const labels = new Set(maps.map(({ metadata }) => JSON.stringify(metadata.labels)));
    expect(labels).toEqual(new Set(['{"grafana_dashboard":"1"}', '{"loki_rule":"1"}']));
    expect(named("belfry-dashboard-pulsecal-pulsecal-api")?.metadata.annotations).toEqual({
      grafana_folder: "pulsecal",
    });
  });

  test("names each object as a cluster allows it, once for each kind, and below what an object may weigh", () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { metadata } of objects)
      expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/);
    expect(Math.max(...objects.map((one) => JSON.stringify(one).length))).toBeLessThan(1024 * 1024);
  });

  test("writes a file for each kind, which reads back as the objects", () => {
    const files = operatorFiles(objects);
    expect(Object.keys(files)).toEqual(["prometheusrules.yaml", "podmonitors.yaml", "configmaps.yaml"]);
    const read = Object.values(files).flatMap((text) => parseAllDocuments(text).map((one) => one.toJS()));
    expect(read).toEqual(JSON.parse(JSON.stringify(objects)));
  });

  test("does not mind settings of others' namespaces beside belfry's", () => {
    const mixed = { ...config, "kubernetes:context": "prod" };
    expect(operatorObjects("prod", mixed)).toHaveLength(objects.length);
  });

  test("refuses a setting of a scrape job that no PodMonitor has", () => {
    const discovery = {
      jobFor: () => ({ relabel: [], file_sd_configs: [] }),
      findsHosts: false,
      connectsTo: [],
    };
    const [service] = require("../../catalog")
      .loadCatalog()
      .filter(({ id }: { id: string }) => /pulsecal/.test(id));
    const labels = { environment: "prod", cluster: "prod" };
    expect(() =>
      podMonitors({ services: [service], discovery, prober: "p:9115", interval: "15s", labels }),
    ).toThrow(/file_sd_configs/);
  });
});
