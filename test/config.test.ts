import { parseConfig } from "../config";

test("an empty configuration is the local stack", () => {
  expect(parseConfig({}, "local")).toEqual({
    environment: "local",
    cluster: "local",
    platform: "local",
    receivers: {},
    ports: {},
    runbookBase: expect.stringMatching(/^file:\/\/.*\/generated\/runbooks$/),
    scrapeInterval: "15s",
    retentionDays: { metrics: 32, logs: 30, traces: 14 },
    alerting: {},
    simulate: true,
    publicUrls: {},
    push: {},
    imports: [],
    images: { digests: {}, unlocked: "refuse" },
    docker: { publishOn: "127.0.0.1", socket: "/var/run/docker.sock" },
    kubernetes: {
      namespace: "belfry",
      keepVolumes: true,
      apiServer: [],
      nodes: [],
      dnsNamespace: "kube-system",
      visible: ["kubelet", "cadvisor", "kube-apiserver", "coredns"],
    },
  });
});

test("simulates nothing on Kubernetes unless it is told to", () => {
  expect(parseConfig({ platform: "kubernetes" }, "prod").simulate).toBe(false);
  expect(parseConfig({ platform: "kubernetes", simulate: "true" }, "prod").simulate).toBe(true);
  expect(parseConfig({ simulate: "false" }, "local").simulate).toBe(false);
});

test("values come as text, lists and objects as JSON", () => {
  const config = parseConfig(
    {
      environment: "prod",
      scrapeInterval: "30s",
      ports: '{"4317":14317}',
      retentionDays: '{"logs":7}',
      alerting: '{"groupWait":"1s","escalation":"2m"}',
      offers: '["prometheus"]',
    },
    "two",
  );
  expect(config).toMatchObject({
    environment: "prod",
    cluster: "two",
    ports: { "4317": 14317 },
    retentionDays: { metrics: 32, logs: 7 },
    alerting: { groupWait: "1s", escalation: "2m" },
    offers: ["prometheus"],
  });
});

test.each([
  [
    "a range that is none",
    { kubernetes: '{"nodes":["10.0.0.1"]}' },
    /belfry:kubernetes\.nodes\.0 is "10\.0\.0\.1": expected a range of addresses such as "10\.0\.0\.0\/16"\. Fix: /,
  ],
  [
    "a namespace that is no DNS label",
    { kubernetes: '{"namespace":"Belfry_1"}' },
    /belfry:kubernetes\.namespace is "Belfry_1": expected a DNS label/,
  ],
  [
    "an ingress without a host",
    { kubernetes: '{"ingress":{"className":"nginx","tlsSecret":"t","controllerNamespace":"i"}}' },
    /belfry:kubernetes\.ingress\.hosts is missing\. Fix: pulumi config set --path 'belfry:kubernetes\.ingress\.hosts' <value>\./,
  ],
  [
    "a digest that is none",
    { images: '{"digests":{"redis":"latest"}}' },
    /belfry:images\.digests\.redis is "latest": expected sha256:/,
  ],
  [
    "a misspelt key",
    { scrapeIntervall: "15s" },
    /belfry:scrapeIntervall is not a key\. Fix: use one of environment, /,
  ],
  [
    "a misspelt key inside",
    { retentionDays: '{"metric":3}' },
    /belfry:retentionDays:metric is not a key\. Fix: /,
  ],
  [
    "a wrong type",
    { retentionDays: '{"logs":"many"}' },
    /belfry:retentionDays\.logs is "many": .*number.* Fix: pulumi config set/,
  ],
  [
    "a span without a unit",
    { scrapeInterval: "15" },
    /belfry:scrapeInterval is "15": expected a time span such as "15s"/,
  ],
  ["a port that nobody knows by heart", { ports: '{"9099":1}' }, /belfry:ports.*9099/],
  ["an impossible port", { ports: '{"4317":70000}' }, /belfry:ports\.4317 is 70000: .*65535/],
  ["an unknown platform", { platform: "nomad" }, /belfry:platform is "nomad": .*kubernetes/],
])("%s is refused with its place, its value and the fix", (_what, keys, message) => {
  expect(() => parseConfig(keys, "local")).toThrow(message);
});

test("a secret in the place of its file is not repeated", () => {
  const wrong = () => parseConfig({ receivers: '{"pagerduty":{"routingKeyFile":"k3y-itself"}}' }, "prod");
  expect(wrong).toThrow(/belfry:receivers\.pagerduty\.routingKeyFile: expected the absolute path/);
  expect(wrong).not.toThrow(/k3y-itself/);
});
