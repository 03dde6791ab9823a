import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Place } from "../../../platforms/platform";
import { findTool } from "../../../toolchain/find";
import { binaryOf, isFound } from "../../../toolchain/outcome";
import type { Product } from "../../../toolchain/versions";

/** Several copies of servers on this machine, each with an address of its own on loopback, as pods have. */
export interface Copies {
  /** Folder of the run. */
  readonly folder: string;
  /** Where copy `ordinal` of a server is, as the configuration functions see it from within that copy. */
  place(name: string, count: number, ordinal?: number): Place;
  /** Writes a file of a copy; its path. */
  write(at: Place, path: string, text: string): string;
  /** Starts a copy's program, as its pod would; `$(POD_IP)` in its arguments is replaced as the kubelet does. */
  start(at: Place, product: Product, binary: string, args: readonly string[]): Promise<ChildProcess>;
  /** Ends a program at once, as a lost node would, and waits until it is gone. */
  lose(child: ChildProcess): Promise<void>;
  close(): Promise<void>;
}

/** Numbers that no stack of belfry's uses on this machine. */
const shift = 20_000;
const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  prometheus: { http: 9090, grpc: 10_901, sidecar: 10_902 },
  "thanos-query": { http: 10_904, grpc: 10_903 },
  alertmanager: { http: 9093, gossip: 9094 },
  loki: { http: 3100, grpc: 9095, gossip: 7946 },
  tempo: { http: 3200, grpc: 9096, otlp: 4317 },
  collector: {
    ...{ "otlp-grpc": 4317, "otlp-http": 4318, "jaeger-http": 14_268, "jaeger-udp": 6831, zipkin: 9411 },
    ...{ "json-tcp": 5000, health: 13_133, metrics: 8888 },
  },
  bucket: { http: 7070 },
};
const hostOf = (ordinal: number) => `127.9.0.${ordinal + 1}`;

function placeIn(folder: string, name: string, count: number, ordinal: number): Place {
  const port = (key: string) => (numbers[name]?.[key] ?? 0) + shift;
  const host = hostOf(ordinal);
  const address = (key: string) => `${host}:${port(key)}`;
  return {
    ...{ name, host, port, address, listen: address },
    url: (key) => `http://${address(key)}`,
    addresses: (key) => Array.from({ length: count }, (_, copy) => `${hostOf(copy)}:${port(key)}`),
    // There is no name here that leads to all of them; whoever finds one finds the others.
    peers: hostOf(0),
    path: (path) => join(folder, `${name}-${ordinal}`, path),
    hostPath: (path) => path,
    collectedPath: (path) => path,
  };
}

export function copiesOnLoopback(): Copies {
  const folder = mkdtempSync(join(tmpdir(), "belfry-copies-"));
  const running = new Set<ChildProcess>();
  const lose = async (child: ChildProcess) => {
    running.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return {
    folder,
    place: (name, count, ordinal = 0) => placeIn(folder, name, count, ordinal),
    write: (at, path, text) => {
      mkdirSync(dirname(at.path(path)), { recursive: true });
      writeFileSync(at.path(path), text);
      return at.path(path);
    },
    start: async (at, product, binary, args) => {
      const found = await findTool(product);
      if (!isFound(found)) throw new Error(`${product} is missing: ${found.fix}`);
      const own = at.path("");
      mkdirSync(own, { recursive: true });
      const log = openSync(join(own, `${binary}.log`), "a");
      const env = { ...process.env, POD_NAME: own.split("/").at(-1), POD_IP: at.host };
      const words = args.map((arg) => arg.replaceAll("$(POD_IP)", at.host));
      const child = spawn(binaryOf(found, binary), words, { stdio: ["ignore", log, log], env, cwd: own });
      running.add(child);
      return child;
    },
    lose,
    close: async () => {
      for (const child of [...running]) await lose(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
