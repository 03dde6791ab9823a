import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Labels } from "../series/series";
import type { TraceEvent } from "../series/telemetry";
import type { Server } from "./server";
import { ask, freePort, startServer } from "./server";

/** A Tempo, and where it takes spans. */
export interface TraceServer extends Server {
  readonly otlpUrl: string;
}

function configuration(folder: string, ports: Readonly<Record<"http" | "grpc" | "otlp", number>>): unknown {
  return {
    server: {
      http_listen_address: "127.0.0.1",
      http_listen_port: ports.http,
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: ports.grpc,
      log_level: "error",
    },
    distributor: { receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports.otlp}` } } } } },
    live_store: {
      flush_check_period: "1s",
      max_trace_idle: "1s",
      max_trace_live: "2s",
      wal: { path: `${folder}/live-store/traces` },
      shutdown_marker_dir: `${folder}/live-store/shutdown-marker`,
    },
    backend_scheduler: { local_work_path: `${folder}/scheduler` },
    storage: {
      trace: { backend: "local", wal: { path: `${folder}/wal` }, local: { path: `${folder}/blocks` } },
    },
    usage_report: { reporting_enabled: false },
  };
}

export async function startTempo(program: string, folder: string): Promise<TraceServer> {
  const ports = { http: await freePort(), grpc: await freePort(), otlp: await freePort() };
  await mkdir(folder, { recursive: true });
  const file = join(folder, "tempo.yaml");
  await writeFile(file, stringify(configuration(folder, ports)));
  const url = `http://127.0.0.1:${ports.http}`;
  const server = await startServer(program, [`-config.file=${file}`], { url, ready: "/ready" });
  return { ...server, otlpUrl: `http://127.0.0.1:${ports.otlp}` };
}

function attributes(values: Readonly<Record<string, string | number>>) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { doubleValue: value } : { stringValue: value },
  }));
}

function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`;
}

/** The spans of one request: the root, and its children one after the other within it. */
function spansOf({ call, operation, emissions }: TraceEvent, id: string) {
  const end = call.time.getTime();
  const start = end - call.seconds * 1000;
  const root = {
    traceId: id,
    spanId: `${id.slice(18)}ff`,
    name: operation.root?.name ?? operation.name,
    kind: 2,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributes(operation.root?.attributes?.(call) ?? {}),
    status: { code: call.failed ? 2 : 0 },
  };
  const children = emissions.flatMap((emission) => (emission.kind === "span" ? [emission] : []));
  let passed = start;
  const inside = children.map((child, i) => {
    const from = passed;
    passed = Math.min(end, from + child.share * call.seconds * 1000);
    return {
      traceId: id,
      spanId: `${id.slice(18)}${String(i + 1).padStart(2, "0")}`,
      parentSpanId: root.spanId,
      name: child.name,
      kind: 1,
      startTimeUnixNano: nanoseconds(from),
      endTimeUnixNano: nanoseconds(passed),
      attributes: attributes(child.attributes),
      status: {},
    };
  });
  return [root, ...inside];
}

const tracesPerPush = 500;

/** Hands traces over; each gets an id of its own. */
export async function pushTraces(
  tempo: TraceServer,
  traces: readonly TraceEvent[],
  salt: string,
  place: Labels,
): Promise<void> {
  for (let i = 0; i < traces.length; i += tracesPerPush) {
    const resourceSpans = traces.slice(i, i + tracesPerPush).map((trace, j) => {
      const id = salt + (i + j).toString(16).padStart(32 - salt.length, "0");
      const name = trace.service.spans?.serviceName ?? trace.service.origin.service;
      return {
        resource: { attributes: attributes({ ...place, "service.name": name }) },
        scopeSpans: [{ spans: spansOf(trace, id) }],
      };
    });
    await ask(`${tempo.otlpUrl}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans }),
    });
  }
}
