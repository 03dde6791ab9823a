import { once } from "node:events";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type BuiltImage, blobFile, mediaTypes } from "./image";

/** A registry that only gives: the part of the OCI distribution specification that a pull takes. */
export async function serveRegistry(
  images: readonly BuiltImage[],
  host: string,
  port: number,
): Promise<Server> {
  const tags = new Map(images.map(({ repository, digest }) => [repository, digest]));
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    if (url === "/v2/") return response.end();
    const [, repository = "", kind, reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)/.exec(url) ?? [];
    // Whatever a tag is, it is the one image that was built.
    const digest = reference.startsWith("sha256:") ? reference : tags.get(repository);
    const type = kind === "manifests" ? mediaTypes.manifest : "application/octet-stream";
    give(response, digest, type, request.method === "HEAD");
  });
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function give(response: ServerResponse, digest: string | undefined, type: string, headOnly: boolean): void {
  const file = digest && /^sha256:[0-9a-f]{64}$/.test(digest) ? blobFile(digest) : undefined;
  if (!digest || !file || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const { size } = statSync(file);
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": size,
    "Docker-Content-Digest": digest,
  });
  if (headOnly) response.end();
  else createReadStream(file).pipe(response);
}
