import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadCatalog } from "../../catalog";
import { podLogsConfig } from "../../components/collector/pod-logs";
import type { Place } from "../../platforms/platform";
import { findTool } from "../../toolchain/find";
import { binaryOf, isFound } from "../../toolchain/outcome";
import { freePort } from "../platforms/support/tiny-unit";
import { holds } from "./support/eventually";

// The collector of a node, real, over files as the kubelet lays them out; what it would send to Loki goes to a file.

const folder = mkdtempSync(join(tmpdir(), "belfry-pod-logs-"));
const logs = join(folder, "pods");
const sent = join(folder, "sent.json");
let collector: ChildProcess;

/** A line as containerd frames it: `F` ends a line, `P` is a part of a longer one. */
const framed = (text: string, tag = "F") => `${new Date().toISOString()} stdout ${tag} ${text}\n`;

function container(pod: string, name: string, ...lines: string[]): void {
  const at = join(logs, `${pod}_0f8fad5b-d9cb-469f-a165-70867728950e`, name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "0.log"), lines.join(""));
}

beforeAll(async () => {
  const tool = await findTool("collector");
  if (!isFound(tool)) throw new Error(`the collector is missing: ${tool.fix}`);
  const ports = { health: await freePort(), metrics: await freePort() };
  const listen = (port: string) => `127.0.0.1:${port === "health" ? ports.health : ports.metrics}`;
  const config = podLogsConfig({ listen } as Place, {
    ...{
      name: "log-collector",
      services: loadCatalog(),
      simulate: true,
      place: { environment: "prod", cluster: "eu1" },
    },
    ...{ lokiUrl: "http://127.0.0.1:9", folder: logs, memoryMib: 256, storageMib: 64 },
    storageFolder: join(folder, "data"),
  });
  const exporters = { "otlp_http/loki": { endpoint: "http://127.0.0.1:9" }, file: { path: sent } };
  const service = config.service as { pipelines: { logs: object } };
  const pipelines = { logs: { ...service.pipelines.logs, exporters: ["file"] } };
  const file = join(folder, "config.yaml");
  writeFileSync(file, stringify({ ...config, exporters, service: { ...service, pipelines } }));
  const line = { time: new Date().toISOString(), level: "warn", msg: "slow" };
  container(
    "shop_backend-7d9",
    "ragbase-backend",
    framed(JSON.stringify(line).slice(0, 20), "P"),
    framed(JSON.stringify(line).slice(20)),
  );
  container("shop_proxy-1", "proxy", framed("level=error msg=gone password=hunter2"));
  container("belfry_loki-0", "loki", framed('{"level":"info","msg":"started"}'));
  container("belfry-host_log-collector-a", "log-collector", framed("its own"));
  collector = spawn(binaryOf(tool, "otelcol"), [`--config=${file}`], {
    env: { NODE_NAME: "node-a" },
    stdio: ["ignore", "ignore", "inherit"],
  });
}, 30_000);

afterAll(() => {
  collector?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Attribute {
  key: string;
  value: { stringValue?: string };
}
interface Sent {
  resourceLogs: {
    resource: { attributes: Attribute[] };
    scopeLogs: { logRecords: { body: { stringValue: string }; attributes?: Attribute[] }[] }[];
  }[];
}

const record = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

/** Every line that was sent: its text, the attributes of its resource and its own. */
function lines() {
  const batches = existsSync(sent) ? readFileSync(sent, "utf8").trim().split("\n").filter(Boolean) : [];
  return batches.flatMap((batch) =>
    (JSON.parse(batch) as Sent).resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) =>
        logRecords.map(({ body, attributes }) => ({
          text: body.stringValue,
          resource: record(resource.attributes),
          own: record(attributes),
        })),
      ),
    ),
  );
}

test("lines of pods carry their namespace, pod, container and node, and the identity of a declared service", async () => {
  await holds("three lines", 30, async () => expect(lines()).toHaveLength(3));
  const of = (name: string) => lines().filter(({ resource }) => resource["k8s.container.name"] === name);
  const place = { environment: "prod", cluster: "eu1", "k8s.node.name": "node-a" };
  const [backend] = of("ragbase-backend");
  // In two parts on disk, one line here; its level and text are where the service declares them.
  expect(backend?.text).toBe("slow");
  expect(backend?.resource).toMatchObject({
    ...place,
    ...{ system: "ragbase", service: "ragbase-backend", level: "warn" },
    ...{ "k8s.namespace.name": "shop", "k8s.pod.name": "backend-7d9" },
  });
  const [stranger] = of("proxy");
  expect(stranger?.resource).toMatchObject({
    ...place,
    system: "unknown",
    service: "unknown",
    level: "error",
  });
  expect(stranger?.text).not.toContain("hunter2");
  expect(of("loki")[0]?.resource).toMatchObject({ system: "belfry", service: "loki", level: "info" });
});
