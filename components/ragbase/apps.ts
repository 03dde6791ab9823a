import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../declaration/service";
import type { Place } from "../../platforms/platform";
import type { Image, Port, Workload, WorkloadProbe } from "../../platforms/workload";
import { simulatorWorkload } from "../simulator";

/** An image of a system's own program, and what it runs. */
export interface AppImage extends Image {
  readonly command: readonly string[];
  /** Numeric user, never 0. */
  readonly user: number;
}

/** What stands in for an app's own image must know. */
interface AppArgs {
  readonly service: Service;
  readonly collector: Place;
  /** @default the simulator's */
  readonly image?: AppImage | undefined;
}

export const backendPorts: Record<string, Port> = {
  // Grafana has 3000 on this machine.
  http: { number: 3000, opened: true, publishedAs: 3010 },
  control: { number: 9990 },
};
export const workerPorts: Record<string, Port> = { http: { number: 8000 }, control: { number: 9990 } };

const secretFile = "/run/secrets/ragbase/environment";

/** Their compose file asks every 30 s, gives up after 10 s, and three times in a row. */
function healthAfter(initialDelaySeconds: number): Workload["probes"] {
  const check = { kind: "http", port: "http", path: "/health" } as const;
  const asked = { check, initialDelaySeconds, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 3 };
  const probe: WorkloadProbe = asked;
  return { readiness: probe, liveness: probe };
}

/** The program itself, or the simulator in its place. */
function program(at: Place, { service, collector, image }: AppArgs) {
  const simulator = simulatorWorkload(at, { service, collector });
  if (!image) return simulator;
  const { storage: _, ...rest } = simulator;
  const own = { product: image.repository, binary: image.command[0] ?? "" };
  return { ...rest, image, program: own, entrypoint: image.command, args: [], user: image.user };
}

export interface BackendArgs extends AppArgs {
  readonly postgres: Place;
  readonly redis: Place;
  readonly corsOrigin: string;
  /** Text with KEY=VALUE lines that nobody else may see. */
  readonly secretEnvironment: pulumi.Input<string>;
}

/** The backend: 1 GiB at most, 512 MiB kept for it, no limit of CPU; starts when its stores are healthy. */
export function backendWorkload(at: Place, args: BackendArgs): Workload {
  const { postgres, redis, corsOrigin, secretEnvironment } = args;
  const simulated = program(at, args);
  return {
    ...simulated,
    ports: backendPorts,
    env: {
      NODE_ENV: "production",
      REDIS_URL: `redis://${redis.address("redis")}`,
      LOG_LEVEL: "info",
      RATE_LIMIT_MAX: "100",
      RATE_LIMIT_WINDOW: "1 minute",
      ALERT_THRESHOLD: "5",
      CORS_ORIGIN: corsOrigin,
    },
    secrets: { [secretFile]: secretEnvironment },
    secretEnvironment: secretFile,
    probes: healthAfter(40),
    resources: { requests: { cpuMillis: 250, memoryMib: 512 }, limits: { memoryMib: 1024 } },
    stopGraceSeconds: 30,
    startsAfter: [postgres.name, redis.name],
    connectsTo: [
      ...simulated.connectsTo,
      { to: "workload", name: postgres.name, port: "sql" },
      { to: "workload", name: redis.name, port: "redis" },
      { to: "internet", ports: [443] },
    ],
  };
}

export interface WorkerArgs extends AppArgs {
  readonly redis: Place;
  readonly backend: Place;
}

/** The worker: 4 GiB at most, 2 GiB kept for it, no limit of CPU; starts when Redis and the backend are healthy. */
export function workerWorkload(at: Place, args: WorkerArgs): Workload {
  const { redis, backend } = args;
  const simulated = program(at, args);
  return {
    ...simulated,
    ports: workerPorts,
    env: {
      REDIS_URL: `redis://${redis.address("redis")}`,
      CALLBACK_URL: `${backend.url("http")}/internal/callback`,
      OCR_ENABLED: "false",
      LOG_LEVEL: "INFO",
      LOG_FORMAT: "json",
    },
    probes: healthAfter(0),
    resources: { requests: { cpuMillis: 250, memoryMib: 2048 }, limits: { memoryMib: 4096 } },
    stopGraceSeconds: 30,
    startsAfter: [redis.name, backend.name],
    connectsTo: [
      ...simulated.connectsTo,
      { to: "workload", name: redis.name, port: "redis" },
      { to: "workload", name: backend.name, port: "http" },
    ],
  };
}
