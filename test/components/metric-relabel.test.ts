import { loadCatalog } from "../../catalog";
import { metricRelabel } from "../../components/metric-relabel";
import type { Service } from "../../declaration/service";

const services = loadCatalog();
const find = (id: string): Service => {
  const found = services.find((service) => service.id === id);
  if (!found) throw new Error(`no service ${id}`);
  return found;
};

test("everything that an ordinary service shows is stored", () => {
  expect(metricRelabel(find("pulsecal/pulsecal-api"), services)).toEqual({});
});

test("of CoreDNS only the declared metrics are stored, and of its histogram the declared buckets", () => {
  const latency = "coredns_dns_request_duration_seconds";
  expect(metricRelabel(find("kubernetes/coredns"), services)).toEqual({
    metric_relabel_configs: [
      {
        source_labels: ["__name__", "le"],
        regex: [
          "coredns_dns_responses_total;",
          `${latency}_(sum|count);`,
          `${latency}_bucket;(0\\.001|0\\.032|1\\.024|\\+Inf)`,
          "coredns_panics_total;",
          "coredns_proxy_healthcheck_failures_total;",
        ].join("|"),
        action: "keep",
      },
    ],
  });
});

test("a pod is claimed by whoever declares the service that its labels name", () => {
  const { metric_relabel_configs: steps } = metricRelabel(find("kubernetes/kube-state-metrics"), services);
  const last = (steps as { regex: string }[]).at(-1);
  expect(last).toMatchObject({
    source_labels: ["__name__", "label_belfry_dev_system", "label_belfry_dev_service"],
    target_label: "claimed",
    replacement: "true",
  });
  const claims = (labels: string) => new RegExp(`^(?:${last?.regex})$`).test(`kube_pod_labels;${labels}`);
  expect(["pulsecal;pulsecal-api", "belfry;inbox"].map(claims)).toEqual([true, true]);
  expect(["pulsecal;pulsecal", "kubernetes;kubelet", ";"].map(claims)).toEqual([false, false, false]);
});
