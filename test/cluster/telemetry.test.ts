import { toolImage } from "../../toolchain/versions";
import { describeRequestLines } from "../e2e/support/describe-request-lines";
import { describeSystemMetrics } from "../e2e/support/describe-system-metrics";
import { describeSystemTraces } from "../e2e/support/describe-system-traces";
import { eventually, holds } from "../e2e/support/eventually";
import { postLog } from "../e2e/support/otlp";
import { logLines, promQuery, promTargets } from "../e2e/support/servers";
import { registryHost } from "./lab/ranges";
import { kubectl } from "./support/kubectl";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

/** What the parts of the cluster are watched by, beside the stack's own servers and the five systems. */
const ofTheCluster = [
  ...["kubernetes/cadvisor", "kubernetes/coredns", "kubernetes/kube-apiserver"],
  ...["kubernetes/kube-state-metrics", "kubernetes/kubelet"],
  ...["belfry/log-collector", "belfry/node-exporter"],
];

describeCluster("telemetry in a cluster", () => {
  test("every target is up but Grafana, which does not run here; the cluster's parts are among them", async () => {
    await holds("every target to be up", 90, async () => {
      const targets = await promTargets(servers);
      const ill = targets.filter(({ health }) => health !== "up").map(({ scrapePool }) => scrapePool);
      expect(ill).toEqual(["belfry/grafana"]);
      const pools = new Set(targets.map(({ scrapePool }) => scrapePool));
      expect(ofTheCluster.filter((pool) => !pools.has(pool))).toEqual([]);
      expect(pools.size).toBeGreaterThan(20);
    });
  });

  test("every probe of a service's health finds it well", async () => {
    await holds("every probe to succeed", 90, async () => {
      const probes = await promQuery(servers, "probe_success");
      const ill = probes.filter(({ value }) => value !== 1).map(({ metric }) => metric);
      expect(ill).toEqual([]);
      expect(probes.length).toBeGreaterThan(30);
    });
  });

  describeSystemMetrics(servers);
  describeRequestLines(servers);
  describeSystemTraces(servers);

  test("a secret in a line is masked before anybody keeps it", async () => {
    const run = `cluster-${Date.now()}`;
    const body = `${run} login with password=hunter2-and-more by jane.doe@example.org refused`;
    const resource = { "service.name": "newsletter-api" };
    const log = { resource, time: Date.now(), severityNumber: 17, body, attributes: {} };
    await postLog(servers.url("collector", "otlp-http"), log);
    const line = await eventually("the line", 60, async () => {
      return (await logLines(servers, `{service="newsletter-api"} |= \`${run}\``)).at(0);
    });
    expect(line.text).toBe(`${run} login with **** by **** refused`);
    expect(JSON.stringify(line)).not.toMatch(/hunter2|jane\.doe/);
    expect(line.labels).toMatchObject({ system: "newsletter", level: "error", environment: "prod" });
  });
});

describeCluster("what pods print, in a cluster", () => {
  beforeAll(async () => {
    await kubectl("create", "namespace", "shop");
  });
  afterAll(async () => {
    await kubectl("delete", "namespace", "shop", "--wait=false");
  });

  test.each(["prometheus", "tempo", "redis", "postgres"])(
    "%s: its lines carry where they come from",
    async (name) => {
      const line = await eventually(`a line of ${name}`, 60, async () => {
        const query = `{system="belfry",service="${name}"} | k8s_pod_name != ""`;
        // Some have nothing to say for hours.
        return (await logLines(servers, query, Date.now() - 86_400_000)).at(0);
      });
      expect(line.labels).toMatchObject({
        ...{ k8s_namespace_name: "belfry", k8s_pod_name: `${name}-0`, k8s_container_name: name },
        ...{ k8s_node_name: "node1", environment: "prod", cluster: "prod" },
      });
    },
  );

  test.each([
    ["pulsecal-api", "pulsecal", "pulsecal-api"],
    ["proxy", "unknown", "unknown"],
  ])(
    "a pod of another namespace, its container called %s, is read as of %s",
    async (container, system, service) => {
      const pod = `${container}-${Date.now()}`;
      const spec = {
        restartPolicy: "Never",
        // It cannot ask, and says so.
        containers: [
          { name: container, image: `${registryHost}/${toolImage.repository}:test`, args: ["probe", pod] },
        ],
      };
      await kubectl("-n", "shop", "run", pod, "--image=none", `--overrides=${JSON.stringify({ spec })}`);
      const line = await eventually(`the line of ${pod}`, 90, async () => {
        return (await logLines(servers, `{system="${system}",service="${service}"} |= \`${pod}\``)).at(0);
      });
      expect(line.labels).toMatchObject({
        ...{ k8s_namespace_name: "shop", k8s_pod_name: pod, k8s_container_name: container },
        ...{ k8s_node_name: "node1", environment: "prod" },
      });
    },
  );

  test("only labels with few values index them", async () => {
    const answer = await fetch(`${servers.url("loki")}/loki/api/v1/labels`);
    const { data } = (await answer.json()) as { data: string[] };
    expect(data.sort()).toEqual(["cluster", "environment", "level", "service", "system"]);
  });
});
