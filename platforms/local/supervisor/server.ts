import { createServer, type IncomingMessage, type Server } from "node:http";
import { unitSpec } from "../unit";
import type { Supervisor } from "./supervisor";

/** Raised with the meaning of a request or of a unit: a client that meets another number replaces the supervisor. */
export const protocol = 1;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The supervisor's door: HTTP on a unix socket that only its owner may open. `curl --unix-socket` shows it too. */
export function supervisorServer(supervisor: Supervisor, changed: () => void): Server {
  async function answer(request: IncomingMessage): Promise<Answer> {
    const [, root, name] = (request.url ?? "").split("/");
    if (root === "" && request.method === "GET") return { status: 200, body: { protocol, pid: process.pid } };
    if (root !== "units") return { status: 404, body: { error: `no such path: ${request.url}` } };
    switch (request.method) {
      case "GET":
        return { status: 200, body: supervisor.status() };
      case "PUT":
        await supervisor.ensure(unitSpec.parse(JSON.parse(await text(request))));
        return { status: 200, body: {} };
      case "DELETE":
        await supervisor.remove(decodeURIComponent(name ?? ""));
        return { status: 200, body: {} };
      default:
        return { status: 405, body: { error: `no such method: ${request.method}` } };
    }
  }

  return createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Answer => {
        return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
      })
      .then(({ status, body }) => {
        // Closed after each answer, so that the supervisor can end without waiting for idle clients.
        response.writeHead(status, { "content-type": "application/json", connection: "close" });
        response.end(JSON.stringify(body), changed);
      });
  });
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}
