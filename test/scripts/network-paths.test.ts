import { networkPaths } from "../../scripts/render/network-paths";

test("a private range that the settings open stands beside the internet, by its own name", () => {
  const to = [
    { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } },
    { ipBlock: { cidr: "10.20.0.0/16" } },
  ];
  const policy = {
    ...{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
    metadata: { name: "grafana-to-internet", namespace: "belfry" },
    spec: {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
      egress: [{ to, ports: [{ port: 443, protocol: "TCP" }] }],
    },
  };
  const rows = networkPaths([policy])
    .split("\n")
    .filter((line) => line.startsWith("| grafana"));
  expect(rows).toEqual([
    "| grafana | 10.20.0.0/16 (`belfry:kubernetes.outside`) | 443 |",
    "| grafana | the internet (no private range) | 443 |",
  ]);
});
