import { loadCatalog } from "../../catalog";
import { printQuery } from "../../queries/print";
import { products } from "../../toolchain/versions";

const catalog = loadCatalog();
const cluster = catalog.filter(({ origin }) => origin.system === "kubernetes");
const alertsOf = (id: string) => catalog.find((service) => service.id === id)?.alerts ?? [];

test.each([
  ["cadvisor", 10250, "/metrics/cadvisor"],
  ["coredns", 9153, "/metrics"],
  ["etcd", 2381, "/metrics"],
  ["kube-apiserver", 6443, "/metrics"],
  ["kube-controller-manager", 10257, "/metrics"],
  ["kube-scheduler", 10259, "/metrics"],
  ["kube-state-metrics", 8080, "/metrics"],
  ["kubelet", 10250, "/metrics"],
])("kubernetes/%s is scraped on port %i, and only what is declared of it is stored", (name, port, path) => {
  const delivery = cluster.find(({ id }) => id === `kubernetes/${name}`)?.delivery;
  expect(delivery).toMatchObject({ by: "scrape", port, path, only: "declared" });
});

test("the cluster has no other parts", () => {
  expect(cluster).toHaveLength(8);
  expect(alertsOf("kubernetes/kube-state-metrics")).toHaveLength(25);
  expect(cluster.find(({ id }) => id === "kubernetes/kube-state-metrics")?.version).toBe(
    products["kube-state-metrics"].version,
  );
});

test("every fault of the cluster is noticed, and each part is missed when it is gone", () => {
  for (const service of cluster) {
    const noticed = new Set(service.alerts.flatMap((alert) => alert.firesUnder));
    const spent = (service.slos ?? []).flatMap(({ spentUnder }) => Object.values(spentUnder).flat());
    expect([...new Set([...noticed, ...spent])].sort()).toEqual(Object.keys(service.faults).sort());
    expect(service.alerts[0]).toMatchObject({ name: "ServiceDown", hold: "1m", firesUnder: ["down"] });
  }
});

test("somebody is woken only for what users feel or what loses data", () => {
  const critical = cluster.flatMap(({ origin, alerts }) =>
    alerts.filter(({ severity }) => severity === "critical").map(({ name }) => `${origin.service}/${name}`),
  );
  expect(critical.filter((name) => !name.endsWith("/ServiceDown"))).toEqual([
    "coredns/DnsFailing",
    "etcd/LeaderMissing",
    "etcd/DatabaseAlmostFull",
    "kube-apiserver/AdmissionWebhookFailing",
    "kube-state-metrics/NodeNotReady",
    "kube-state-metrics/VolumeLost",
    "kubelet/VolumeAlmostFull",
  ]);
});

const conditions: readonly (readonly [string, string, string, string])[] = [
  [
    "kube-state-metrics",
    "PodNotScraped",
    "15m",
    '((max by (namespace, pod) (kube_pod_labels{…, label_belfry_dev_service!="", claimed!="true"}) or max by (namespace, pod) (kube_pod_labels{…, label_belfry_dev_system!="", label_belfry_dev_service="", claimed!="true"})) or (max by (namespace, pod) (kube_pod_annotations{…, annotation_prometheus_io_scrape="true"}) unless max by (namespace, pod) (kube_pod_labels{…, label_belfry_dev_service!=""}))) >= 1',
  ],
  [
    "kube-state-metrics",
    "ContainerOutOfMemory",
    "",
    '(max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{…}[10m])) > 0) and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{…, reason="OOMKilled"}',
  ],
  [
    "kube-state-metrics",
    "MemoryOvercommitted",
    "15m",
    '(sum by (cluster) (kube_pod_container_resource_requests{…, resource="memory"}) - (sum by (cluster) (kube_node_status_allocatable{…, resource="memory"}) - max by (cluster) (kube_node_status_allocatable{…, resource="memory"}))) > 0',
  ],
  [
    "kubelet",
    "VolumeAlmostFull",
    "5m",
    "min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{…} / kubelet_volume_stats_capacity_bytes{…}) < 0.05",
  ],
];

test.each(conditions)("%s/%s", (service, name, hold, condition) => {
  const found = alertsOf(`kubernetes/${service}`).find((alert) => alert.name === name);
  const text = printQuery(found?.when.expression ?? { kind: "number", value: 0 });
  expect(found?.hold ?? "").toBe(hold);
  expect(text.replaceAll(`system="kubernetes", service="${service}"`, "…")).toBe(condition);
});
