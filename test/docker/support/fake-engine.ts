import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Something that answers as an engine does, for what cannot be provoked on a real one. */
export interface FakeEngine {
  readonly host: string;
  readonly server: Server;
  /** Methods of what it was asked, but for GET and HEAD: what would have changed something. */
  readonly changes: readonly string[];
}

/** `answers`: what it says at a path of its API, without the version in front. */
export async function fakeEngine(answers: Readonly<Record<string, unknown>>): Promise<FakeEngine> {
  const changes: string[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    if (method !== "GET" && method !== "HEAD") changes.push(`${method} ${url}`);
    response.setHeader("Api-Version", "1.41");
    response.setHeader("Content-Type", "application/json");
    const path = url.replace(/^\/v[\d.]+/, "").replace(/\?.*$/, "");
    if (path === "/_ping") return void response.end("OK");
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404);
    response.end(JSON.stringify(answer ?? { message: `nothing at ${path}` }));
  });
  const socket = join(mkdtempSync(join(tmpdir(), "belfry-engine-")), "docker.sock");
  server.listen(socket);
  await once(server, "listening");
  return { host: `unix://${socket}`, server, changes };
}
