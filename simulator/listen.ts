import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import { isIP } from "node:net";

const longestBody = 1024 * 1024;

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** At most 1 MiB. */
  readonly body: string;
}

/** An answer; a body that is no text is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Refuses connections from now on, and cuts those that are open. */
  close(): Promise<void>;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function read(request: IncomingMessage): Promise<Request | undefined> {
  const body = await bodyOf(request);
  if (body === undefined) return undefined;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body,
  };
}

function sendable({ body }: Reply): { readonly type: string; readonly text: string } {
  if (typeof body === "string") return { type: "text/plain; charset=utf-8", text: body };
  return { type: "application/json; charset=utf-8", text: body === undefined ? "" : JSON.stringify(body) };
}

/** Answers HTTP requests on a port (0 for any free one) with what `handle` says. */
export async function listen(
  host: string,
  port: number,
  handle: (request: Request) => Reply | Promise<Reply>,
): Promise<Listening> {
  const server = createServer(async (incoming, outgoing) => {
    const reply: Reply = await read(incoming)
      .then((request) => (request ? handle(request) : { status: 413, body: "too large" }))
      .catch((error: Error) => ({ status: 500, body: error.message }));
    const { type, text } = sendable(reply);
    outgoing.writeHead(reply.status, { "content-type": type, ...reply.headers });
    outgoing.end(text);
  });
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(port, host, ready);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
