import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { loadCatalog } from "../../../catalog";
import { collectorConfig } from "../../../components/collector/config";
import type { Place } from "../../../platforms/platform";
import { findTool } from "../../../toolchain/find";
import { binaryOf, isFound } from "../../../toolchain/outcome";
import { freePort } from "../../platforms/support/tiny-unit";
import { holds } from "./eventually";

/** A value of OTLP's JSON, without its type. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A log record or a span as it left the collector. */
export interface Sent {
  readonly resource: Readonly<Record<string, Plain>>;
  readonly attributes: Readonly<Record<string, Plain>>;
  /** The line, or the span's name. */
  readonly text: Plain;
  /** The span's status message. */
  readonly status: string;
}

export interface LoneCollector {
  /** Address of its OTLP/HTTP receiver. */
  readonly otlp: string;
  /** What came out so far. */
  readonly sent: readonly Sent[];
  /** Address of the receiver for senders outside; nobody listens there unless some system has a token. */
  readonly outside: string;
  /** File into which it writes its own lines, which it also reads. */
  readonly ownLog: string;
  /** Address of its own metrics. */
  readonly metrics: string;
  /** From now on, whoever is sent to is gone. */
  refuse(): void;
  /** From now on, whoever is sent to takes so long to answer. */
  delay(milliseconds: number): void;
  stop(): Promise<void>;
}

// OTLP's JSON, as far as these tests read it.
interface Value {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly Value[] };
  readonly kvlistValue?: { readonly values?: readonly Field[] };
}
interface Field {
  readonly key: string;
  readonly value?: Value;
}
interface Entry {
  readonly attributes?: readonly Field[];
  readonly body?: Value;
  readonly name?: string;
  readonly status?: { readonly message?: string };
}
interface Batch {
  readonly resource?: { readonly attributes?: readonly Field[] };
  readonly scopeLogs?: readonly { readonly logRecords: readonly Entry[] }[];
  readonly scopeSpans?: readonly { readonly spans: readonly Entry[] }[];
}

function plain(value: Value = {}): Plain {
  if (value.kvlistValue) return fieldsOf(value.kvlistValue.values);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? null;
}

function fieldsOf(list: readonly Field[] = []): Record<string, Plain> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

function sentIn(text: string): readonly Sent[] {
  const body: { resourceLogs?: readonly Batch[]; resourceSpans?: readonly Batch[] } = JSON.parse(text);
  return [...(body.resourceLogs ?? []), ...(body.resourceSpans ?? [])].flatMap((batch) => {
    const records = (batch.scopeLogs ?? []).flatMap(({ logRecords }) => logRecords);
    const spans = (batch.scopeSpans ?? []).flatMap((scope) => scope.spans);
    return [...records, ...spans].map((entry) => ({
      resource: fieldsOf(batch.resource?.attributes),
      attributes: fieldsOf(entry.attributes),
      text: entry.name ?? plain(entry.body),
      status: entry.status?.message ?? "",
    }));
  });
}

interface Sink extends Pick<LoneCollector, "refuse" | "delay"> {
  readonly url: string;
  readonly sent: Sent[];
  close(): Promise<void>;
}

/** Takes what an exporter sends, until it is told to refuse it. */
async function sink(): Promise<Sink> {
  const sent: Sent[] = [];
  let refusing = false;
  let takesMs = 0;
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join("");
    await sleep(takesMs);
    // Metrics come as protobuf; nothing here looks at them.
    const json = request.headers["content-type"] === "application/json";
    if (json && !refusing) sent.push(...sentIn(text));
    response.writeHead(refusing ? 503 : 200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    sent,
    refuse: () => {
      refusing = true;
    },
    delay: (milliseconds) => {
      takesMs = milliseconds;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

const portNames = [
  "otlp-grpc",
  "otlp-http",
  "jaeger-http",
  "jaeger-udp",
  "zipkin",
  "json-tcp",
  "http",
  "health",
  "metrics",
];

async function placeIn(folder: string): Promise<Place> {
  const ports = new Map<string, number>();
  for (const name of portNames) ports.set(name, await freePort());
  const port = (name: string) => ports.get(name) ?? 0;
  const address = (name: string) => `127.0.0.1:${port(name)}`;
  return {
    ...{ name: "collector", host: "127.0.0.1", port, address, listen: address },
    url: (name) => `http://${address(name)}`,
    addresses: (name) => [address(name)],
    peers: "127.0.0.1",
    path: (path) => join(folder, path),
    hostPath: (path) => path,
    collectedPath: (folder) => folder,
  };
}

/** The stack's own configuration, but for its exporters: they send JSON to `url`. */
function configFor(
  place: Place,
  url: string,
  ownLog: string,
  { storageMib, pushing }: { readonly storageMib: number; readonly pushing: readonly string[] },
): unknown {
  const { exporters, ...config } = collectorConfig(place, {
    services: loadCatalog(),
    files: [{ origin: { system: "belfry", service: "collector" }, include: [ownLog], format: undefined }],
    place: { environment: "test", cluster: "test" },
    pushing,
    ...{ prometheusUrls: [url], lokiUrl: url, tempoAddresses: [url], memoryMib: 512, storageMib },
    storageFolder: place.path("data"),
  }) as { exporters: Record<string, object>; service: { pipelines: Record<string, object> } };
  const json = { ...exporters["otlp_http/loki"], endpoint: url, encoding: "json", compression: "none" };
  const { traces } = config.service.pipelines;
  config.service.pipelines.traces = { ...traces, exporters: ["otlp_http/tempo", "span_metrics"] };
  const { "otlp_grpc/tempo": _, ...others } = exporters;
  return { ...config, exporters: { ...others, "otlp_http/loki": json, "otlp_http/tempo": json } };
}

/** A real collector with the stack's own configuration, whose exporters lead here instead of to Loki and Tempo. */
export async function loneCollector({
  storageMib = 200,
  tokens = {},
}: {
  readonly storageMib?: number;
  /** By system, the token with which it may send from outside. */
  readonly tokens?: Readonly<Record<string, string>>;
} = {}): Promise<LoneCollector> {
  const found = await findTool("collector");
  if (!isFound(found)) throw new Error(`the collector is missing: ${found.fix}`);
  const folder = mkdtempSync(join(tmpdir(), "belfry-collector-"));
  const { url, sent, refuse, delay, close } = await sink();
  const place = await placeIn(folder);
  const ownLog = join(folder, "collector.log");
  const configFile = join(folder, "config.yaml");
  mkdirSync(join(folder, "data"));
  mkdirSync(join(folder, "run/secrets"), { recursive: true });
  for (const [system, token] of Object.entries(tokens))
    writeFileSync(place.path(`/run/secrets/push-token-${system}`), token);
  const pushing = Object.keys(tokens);
  writeFileSync(configFile, stringify(configFor(place, url, ownLog, { storageMib, pushing })));
  const output = openSync(ownLog, "a");
  const stdio = ["ignore", output, output] as const;
  const server = spawn(binaryOf(found, "otelcol"), [`--config=${configFile}`], { stdio: [...stdio] });
  await holds("the collector to be ready", 30, async () => {
    expect((await fetch(place.url("health"))).ok).toBe(true);
  });
  return {
    otlp: place.url("otlp-http"),
    outside: place.url("http"),
    sent,
    ownLog,
    metrics: `${place.url("metrics")}/metrics`,
    refuse,
    delay,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
