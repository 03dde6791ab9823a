import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { collectorConfig } from "../../components/collector/config";
import { tempoConfig } from "../../components/tempo";
import type { Place } from "../../platforms/platform";
import { findTool } from "../../toolchain/find";
import { binaryOf, isFound } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";
import { freePort } from "../platforms/support/tiny-unit";
import { holds } from "./support/eventually";

// The real Collector and the real Tempo with the stack's own configuration, but for a Tempo that takes in next to nothing.

const folder = mkdtempSync(join(tmpdir(), "belfry-intake-"));
const started: ChildProcess[] = [];
const [batches, spansOfBatch] = [10, 10];

async function placeOf(name: string, portNames: readonly string[]): Promise<Place> {
  const ports = new Map<string, number>();
  for (const one of portNames) ports.set(one, await freePort());
  const port = (one: string) => ports.get(one) ?? 0;
  const address = (one: string) => `127.0.0.1:${port(one)}`;
  return {
    ...{ name, host: "127.0.0.1", port, address, listen: address, peers: "127.0.0.1" },
    url: (one) => `http://${address(one)}`,
    addresses: (one) => [address(one)],
    path: (path) => join(folder, name, path),
    hostPath: (path) => path,
    collectedPath: (path) => path,
  };
}

async function start(product: Product, binary: string, option: string, config: unknown): Promise<void> {
  const found = await findTool(product);
  if (!isFound(found)) throw new Error(`${product} is missing: ${found.fix}`);
  const file = join(folder, `${product}.yaml`);
  writeFileSync(file, stringify(config));
  started.push(spawn(binaryOf(found, binary), [`${option}=${file}`], { stdio: "ignore" }));
}

/** The sum of a counter's series that have all of the text in their labels. */
async function counted(url: string, name: string, text = ""): Promise<number> {
  const lines = (await (await fetch(url)).text()).split("\n");
  const found = lines.filter((line) => line.startsWith(`${name}{`) && line.includes(text));
  return found.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

let tempo: Place;
let collector: Place;

beforeAll(async () => {
  tempo = await placeOf("tempo", ["http", "grpc", "otlp"]);
  const receivers = ["otlp-grpc", "otlp-http", "jaeger-http", "jaeger-udp", "zipkin", "json-tcp"];
  collector = await placeOf("collector", [...receivers, "health", "metrics"]);
  const intake = { bytesPerSecond: 1000, burstBytes: 4000, traces: 10_000 };
  await start("tempo", "tempo", "-config.file", tempoConfig(tempo, { retentionDays: 1, intake }));
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const config = collectorConfig(collector, {
    ...{ services: [], files: [], place: { environment: "test", cluster: "test" } },
    ...{ prometheusUrls: [nobody], lokiUrl: nobody, tempoAddresses: tempo.addresses("otlp") },
    ...{ memoryMib: 512, storageMib: 200, storageFolder: collector.path("data") },
  });
  await start("collector", "otelcol", "--config", config);
  await holds("both to be ready", 90, async () => {
    expect((await fetch(`${tempo.url("http")}/ready`)).status).toBe(200);
    expect((await fetch(collector.url("health"))).status).toBe(200);
  });
});
afterAll(async () => {
  for (const server of started) {
    const ended = once(server, "exit");
    if (server.kill("SIGKILL")) await ended;
  }
  rmSync(folder, { recursive: true });
});

test("spans beyond what Tempo takes in are refused, counted, and come again until all of them are there", async () => {
  const time = `${Date.now()}000000`;
  for (let batch = 0; batch < batches; batch++) {
    const spans = Array.from({ length: spansOfBatch }, () => ({
      ...{ traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") },
      ...{ name: "x".repeat(200), kind: 2, startTimeUnixNano: time, endTimeUnixNano: time },
    }));
    const answer = await fetch(`${collector.url("otlp-http")}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    expect(answer.status).toBe(200);
    // A batch of the queue's each: a larger one than Tempo takes at once would never be taken.
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
  const metrics = `${tempo.url("http")}/metrics`;
  await holds("every span to be taken", 150, async () => {
    expect(await counted(metrics, "tempo_distributor_spans_received_total")).toBe(batches * spansOfBatch);
  });
  expect(await counted(metrics, "tempo_discarded_spans_total", 'reason="rate_limited"')).toBeGreaterThan(0);
  const failed = await counted(
    `${collector.url("metrics")}/metrics`,
    "otelcol_exporter_send_failed_spans_total",
    'exporter="otlp_grpc/tempo"',
  );
  expect(failed).toBe(0);
});
