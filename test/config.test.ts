import { parseConfig } from "../config";

test("an empty configuration is the local stack", () => {
  expect(parseConfig({}, "local")).toEqual({
    environment: "local",
    cluster: "local",
    platform: "local",
    size: "small",
    copies: {},
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
      outside: [],
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

const objectStorage = { endpoint: "s3.example.com:9000", bucket: "lines", credentialsFile: "/run/keys" };

test("size standard is as many copies as survive the loss of a node, and a bucket that they share", () => {
  const given = { platform: "kubernetes", size: "standard", objectStorage: JSON.stringify(objectStorage) };
  const config = parseConfig(given, "prod");
  expect(config.copies).toEqual({
    ...{ prometheus: 2, "thanos-query": 2, alertmanager: 3, grafana: 2, loki: 3, tempo: 2, collector: 2 },
  });
  expect(config.objectStorage).toEqual({ ...objectStorage, region: "us-east-1", insecure: false });
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
  [
    "an unknown size",
    { size: "huge" },
    /belfry:size is "huge": .*"small"\|"standard".* Fix: pulumi config set --path 'belfry:size' <value>\./,
  ],
  [
    "several copies where one runs",
    { platform: "docker", size: "standard" },
    /belfry:size is "standard", and the platform docker runs one copy of each server\. Fix: pulumi config set belfry:size small\./,
  ],
  [
    "several copies without a bucket",
    { platform: "kubernetes", size: "standard" },
    /belfry:size is "standard", and belfry:objectStorage is not set: .* Fix: pulumi config set --path belfry:objectStorage\.endpoint <host>/,
  ],
  [
    "an address in the place of a host",
    { objectStorage: JSON.stringify({ ...objectStorage, endpoint: "https://s3.example.com" }) },
    /belfry:objectStorage\.endpoint is "https:\/\/s3\.example\.com": expected a host and perhaps a port/,
  ],
  ["an unknown platform", { platform: "nomad" }, /belfry:platform is "nomad": .*kubernetes/],
])("%s is refused with its place, its value and the fix", (_what, keys, message) => {
  expect(() => parseConfig(keys, "local")).toThrow(message);
});

test("a secret in the place of its file is not repeated", () => {
  const wrong = () => parseConfig({ receivers: '{"pagerduty":{"routingKeyFile":"k3y-itself"}}' }, "prod");
  expect(wrong).toThrow(/belfry:receivers\.pagerduty\.routingKeyFile: expected the absolute path/);
  expect(wrong).not.toThrow(/k3y-itself/);
  const given = { ...objectStorage, credentialsFile: "k3y-itself" };
  const ofBucket = () => parseConfig({ objectStorage: JSON.stringify(given) }, "prod");
  expect(ofBucket).toThrow(/belfry:objectStorage\.credentialsFile: expected the absolute path/);
  expect(ofBucket).not.toThrow(/k3y-itself/);
});
