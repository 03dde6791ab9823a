import { appendFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { stackLocations } from "../../../platforms/local/locations";
import { postLog } from "./otlp";
import { protocolPort } from "./shared-stack";
import type { TestStack } from "./stack-process";

export const levels = ["debug", "info", "warn", "error", "critical"] as const;
export type Level = (typeof levels)[number];

/** A line as one of the five systems writes it. */
export interface Line {
  readonly time: Date;
  readonly level: Level;
  readonly message: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Sender {
  readonly service: string;
  /** The field by which a request is found. */
  readonly correlation: string;
  /** How fine its times are, in milliseconds. */
  readonly resolution: 1 | 1000;
  send(stack: TestStack, line: Line): Promise<void>;
}

const places = (stack: TestStack) => stackLocations(stack.name, stack.env);

function toFile(stack: TestStack, service: string, file: string, entry: object): void {
  const folder = join(places(stack).files, `simulator-${service}/var/log/service`);
  appendFileSync(join(folder, file), `${JSON.stringify(entry)}\n`);
}

/** Prints the entry as if the simulated service had. */
export function toStdout(stack: TestStack, service: string, entry: object): void {
  appendFileSync(join(places(stack).logs, `simulator-${service}.log`), `${JSON.stringify(entry)}\n`);
}

/** Sends the entry over a connection of its own. */
export function toTcp(stack: TestStack, entry: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(protocolPort(stack, "5000"), "127.0.0.1");
    socket.on("error", reject).on("close", () => resolve());
    socket.end(`${JSON.stringify(entry)}\n`);
  });
}

const plain = (time: Date) => time.toISOString().slice(0, 19).replace("T", " ");

function pulsecalEntry({ time, level, message, fields }: Line) {
  const constant = { context: "IngestionService", service: "pulsecal-api", version: "1.0.0" };
  return { timestamp: plain(time), level, message, ...constant, environment: "production", ...fields };
}

/** Lines as systems.md describes them, typed by hand, on the way that each system uses. */
export const senders: Readonly<Record<string, Sender>> = {
  "pulsecal's files": {
    service: "pulsecal-api",
    correlation: "requestId",
    resolution: 1000,
    send: async (stack, line) => {
      const day = line.time.toISOString().slice(0, 10);
      toFile(stack, "pulsecal-api", `application-${day}.log`, pulsecalEntry(line));
      // It repeats its errors in a file of their own.
      if (line.level === "error") toFile(stack, "pulsecal-api", `error-${day}.log`, pulsecalEntry(line));
    },
  },
  "pulsecal's TCP": {
    service: "pulsecal-api",
    correlation: "requestId",
    resolution: 1000,
    send: (stack, line) => toTcp(stack, pulsecalEntry(line)),
  },
  "ragbase's stdout": {
    service: "ragbase-backend",
    correlation: "reqId",
    resolution: 1,
    send: async (stack, { time, level, message, fields }) => {
      const entry = { level, time: time.toISOString(), pid: 1, hostname: "backend", msg: message, ...fields };
      toStdout(stack, "ragbase-backend", entry);
    },
  },
  "greenstack's stdout": {
    service: "greenstack-api",
    correlation: "request_id",
    resolution: 1,
    send: async (stack, { time, level, message, fields }) => {
      const spelled = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR", critical: "CRITICAL" };
      const constant = { app: "greenstack", version: "2.0.0", environment: "production" };
      const place = { logger: "src.routes.iodd_routes", function: "upload_iodd", line: 41 };
      const head = { timestamp: time.getTime() / 1000, level: spelled[level], message };
      toStdout(stack, "greenstack-api", { ...head, ...place, ...constant, ...fields });
    },
  },
  "travel-crm's files": {
    service: "travel-crm-api",
    correlation: "traceId",
    resolution: 1,
    send: async (stack, { time, level, message, fields }) => {
      const entry = { level, message, timestamp: time.toISOString(), ...fields };
      toFile(stack, "travel-crm-api", "combined.log", entry);
      if (level === "error") toFile(stack, "travel-crm-api", "error.log", entry);
    },
  },
  "newsletter's OTLP": {
    service: "newsletter-api",
    correlation: "traceId",
    resolution: 1,
    send: async (stack, { time, level, message, fields }) => {
      const severityNumber = { debug: 5, info: 9, warn: 13, error: 17, critical: 21 }[level];
      await postLog(`http://127.0.0.1:${protocolPort(stack, "4318")}`, {
        resource: { "service.name": "newsletter-api" },
        time: time.getTime(),
        severityNumber,
        body: message,
        attributes: { environment: "production", component: "http", ...fields },
      });
    },
  },
};
