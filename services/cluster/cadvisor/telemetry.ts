import { count, set } from "../../../declaration/emission";
import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";
import { serving } from "../../stack/operations/operators";
import { capacity } from "../kube-state-metrics/capacity";

export const origin = { system: "kubernetes", service: "cadvisor" } as const;

const { namespaces, podsPerNode, containersPerPod } = capacity;
// Containers, their pods and the groups above them.
const groups = Math.ceil(podsPerNode * (containersPerPod + 1)) + 100;
const pod = { namespace: upTo(namespaces, "shop", ""), pod: upTo(podsPerNode, "till-0", "") };
const container = { ...pod, container: upTo(groups, "till", "") };
const perContainer = { labels: container, atMost: groups };
const network = { labels: { ...pod, interface: upTo(10, "eth0") }, atMost: podsPerNode * 2 };

/** Names and labels: github.com/google/cadvisor 0.52, metrics/prometheus.go, with the labels that the kubelet gives. */
export const m = metricsOf(origin, ({ counter, gauge }) => ({
  cpu: counter("container_cpu_usage_seconds_total", {
    help: "Seconds of processors that a container used.",
    unit: "seconds",
    ...perContainer,
  }),
  periods: counter("container_cpu_cfs_periods_total", {
    help: "Periods of 100 ms in which a container with a limit wanted processors.",
    ...perContainer,
  }),
  throttled: counter("container_cpu_cfs_throttled_periods_total", {
    help: "Periods in which it was held back at its limit.",
    ...perContainer,
  }),
  memory: gauge("container_memory_working_set_bytes", {
    help: "Memory that a container needs; at its limit it is killed.",
    unit: "bytes",
    ...perContainer,
  }),
  memoryLimit: gauge("container_spec_memory_limit_bytes", {
    help: "Memory limit of a container; 0 without one.",
    unit: "bytes",
    ...perContainer,
  }),
  received: counter("container_network_receive_bytes_total", {
    help: "Bytes that a pod received.",
    unit: "bytes",
    ...network,
  }),
  sent: counter("container_network_transmit_bytes_total", {
    help: "Bytes that a pod sent.",
    unit: "bytes",
    ...network,
  }),
  receiveErrors: counter("container_network_receive_errors_total", {
    help: "Packets that came damaged.",
    ...network,
  }),
  receiveDropped: counter("container_network_receive_packets_dropped_total", {
    help: "Packets that were not taken.",
    ...network,
  }),
  sendDropped: counter("container_network_transmit_packets_dropped_total", {
    help: "Packets that did not get out.",
    ...network,
  }),
}));

export const mib = 2 ** 20;
export const till = { namespace: "shop", pod: "till-0", container: "till" } as const;
export const tillNetwork = { namespace: "shop", pod: "till-0", interface: "eth0" } as const;

/** A container with room to spare; counts are of the 15 s that one tick stands for. */
export const behaviour = serving(() => [
  count(m.cpu, till, 3),
  count(m.periods, till, 150),
  count(m.throttled, till, 1),
  set(m.memory, till, 120 * mib),
  set(m.memoryLimit, till, 256 * mib),
  count(m.received, tillNetwork, 300_000),
  count(m.sent, tillNetwork, 200_000),
  count(m.receiveErrors, tillNetwork, 0),
  count(m.receiveDropped, tillNetwork, 0),
  count(m.sendDropped, tillNetwork, 0),
]);
