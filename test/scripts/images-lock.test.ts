import { cpSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockImages } from "../../scripts/images/lock-images";
import { askedAt, digestAt } from "../../scripts/images/registry";
import { wantedImages, withDigests } from "../../scripts/images/wanted";
import { imageLockSchema } from "../../toolchain/image-lock";

const repository = join(__dirname, "../..");
const digest = `sha256:${"a".repeat(64)}`;
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** A registry that wants a token, as Docker Hub does; `answer` says what it then tells of a path. */
async function registry(
  answer: (path: string) => readonly [status: number, digest: string | undefined],
): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    if (url.pathname === "/token") {
      const scope = url.searchParams.get("scope");
      return void response.end(
        JSON.stringify({ token: `for ${scope} at ${url.searchParams.get("service")}` }),
      );
    }
    const name = /^\/v2\/(.+)\/manifests\//.exec(url.pathname)?.[1];
    const scope = `repository:${name}:pull`;
    if (request.headers.authorization !== `Bearer for ${scope} at fake`) {
      const challenge = `Bearer realm="http://${request.headers.host}/token",service="fake",scope="${scope}"`;
      return void response.writeHead(401, { "WWW-Authenticate": challenge }).end();
    }
    const [status, told] = answer(url.pathname);
    response.writeHead(
      request.method === "HEAD" ? status : 405,
      told ? { "Docker-Content-Digest": told } : {},
    );
    response.end();
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A copy of what the command reads and writes. */
function clone(): string {
  const root = mkdtempSync(join(tmpdir(), "belfry-lock-"));
  mkdirSync(join(root, "toolchain"));
  cpSync(join(repository, "toolchain/images.lock.json"), join(root, "toolchain/images.lock.json"));
  cpSync(join(repository, "images"), join(root, "images"), { recursive: true });
  return root;
}

const texts = (root: string) =>
  ["toolchain/images.lock.json", "images/belfry/Dockerfile", "images/tool/Dockerfile"].map((path) =>
    readFileSync(join(root, path), "utf8"),
  );

test.each([
  [{ repository: "redis", tag: "7" }, undefined, "registry-1.docker.io", "library/redis"],
  [{ repository: "grafana/loki", tag: "3" }, undefined, "registry-1.docker.io", "grafana/loki"],
  [{ repository: "registry.k8s.io/a/b", tag: "1" }, undefined, "registry.k8s.io", "a/b"],
  [{ repository: "registry.k8s.io/a/b", tag: "1" }, "mirror.example/all", "mirror.example", "all/a/b"],
])("%j is asked for, with the mirror %s, at %s as %s", (image, mirror, host, path) => {
  expect(askedAt(image, mirror)).toEqual({ registry: host, path });
});

test("a token is fetched where the registry wants one, and the digest is what it tells", async () => {
  const host = await registry((path) => [200, path === "/v2/library/redis/manifests/7" ? digest : undefined]);
  await expect(digestAt({ registry: host, path: "library/redis" }, "7")).resolves.toBe(digest);
});

test.each([
  ["has not got it", 404, undefined, /^\S+ has no a\/b:1\. Fix: check the tag/],
  ["has had too many questions", 429, undefined, /^\S+ answers 429 for a\/b:1\. Fix: /],
  ["tells no digest", 200, undefined, /^\S+ tells no digest of a\/b:1: ""\. Fix: /],
  ["tells what is none", 200, "sha256:12", /^\S+ tells no digest of a\/b:1: "sha256:12"\. Fix: /],
])("a registry that %s is named with what to do", async (_title, status, told, message) => {
  const host = await registry(() => [status, told]);
  await expect(digestAt({ registry: host, path: "a/b" }, "1")).rejects.toThrow(message);
});

test("every product's image, RAGBase's and the bases of belfry's own are asked for, each once", () => {
  const dockerfiles = ["images/belfry/Dockerfile", "images/tool/Dockerfile"];
  const names = wantedImages(dockerfiles.map((path) => readFileSync(join(repository, path), "utf8"))).map(
    ({ repository: name, tag }) => `${name}:${tag}`,
  );
  expect(names).toEqual(expect.arrayContaining(["prom/prometheus:v3.14.0", "pgvector/pgvector:pg16"]));
  expect(names).toEqual(
    expect.arrayContaining(["node:22-slim", "golang:1.24", "redis:7-alpine", "redis:7.4.9"]),
  );
  expect(names.filter((name) => name === "postgres:18.4")).toHaveLength(1);
  expect(names.filter((name) => /^(belfry|scratch)/.test(name))).toEqual([]);
});

test("a base keeps its tag and its stage, and gets the digest; a stage of the file is no base", () => {
  const text = `FROM node:22-slim@sha256:${"b".repeat(64)} AS belfry\nFROM scratch AS tool\nCOPY --from=belfry /a /a\n`;
  const known = (image: string) => (image === "node:22-slim" ? digest : undefined);
  expect(withDigests(text, known)).toBe(
    `FROM node:22-slim@${digest} AS belfry\nFROM scratch AS tool\nCOPY --from=belfry /a /a\n`,
  );
});

test("where every registry answers, lock and Dockerfiles have what they said; asked again, nothing changes", async () => {
  const root = clone();
  const mirror = await registry(() => [200, digest]);
  const answers = await lockImages({ root, mirror, day: "2026-11-21" });
  expect(answers.map(({ digest: told }) => told)).toEqual(answers.map(() => digest));
  const lock = imageLockSchema.parse(JSON.parse(texts(root)[0] ?? ""));
  expect(Object.keys(lock)).toEqual(answers.map(({ image }) => image).sort());
  expect(lock["postgres:18.4"]).toEqual({ digest, sources: [`${mirror}, asked on 2026-11-21`] });
  expect(texts(root)[1]).toContain(`FROM node:22-slim@${digest} AS belfry`);
  const before = texts(root);
  await lockImages({ root, mirror, day: "2026-12-24" });
  expect(texts(root)).toEqual(before);
});

test("a digest that a registry confirms keeps where it was seen before", async () => {
  const root = clone();
  const known = imageLockSchema.parse(JSON.parse(texts(root)[0] ?? ""))["prom/prometheus:v3.14.0"];
  const mirror = await registry(() => [200, known?.digest]);
  await lockImages({ root, mirror, day: "2026-11-21" });
  const lock = imageLockSchema.parse(JSON.parse(texts(root)[0] ?? ""));
  expect(lock["prom/prometheus:v3.14.0"]?.sources).toEqual([
    ...(known?.sources ?? []),
    `${mirror}, asked on 2026-11-21`,
  ]);
});

test("one image that cannot be had, and nothing is written; it is named", async () => {
  const root = clone();
  const before = texts(root);
  const mirror = await registry((path) => (path.includes("/loki/") ? [404, undefined] : [200, digest]));
  const answers = await lockImages({ root, mirror, day: "2026-11-21" });
  expect(answers.flatMap(({ problem }) => problem ?? [])).toEqual([
    `${mirror} has no grafana/loki:3.7.8. Fix: check the tag (toolchain/versions.ts, images/*/Dockerfile).`,
  ]);
  expect(texts(root)).toEqual(before);
});

test("a registry that cannot be reached is named for each image, and nothing is written", async () => {
  const root = clone();
  const before = texts(root);
  const answers = await lockImages({ root, mirror: "127.0.0.1:1", day: "2026-11-21" });
  for (const { image, problem } of answers) {
    expect([image, problem]).toEqual([
      image,
      expect.stringMatching(/^127\.0\.0\.1:1 cannot be reached for .*Fix: /),
    ]);
  }
  expect(texts(root)).toEqual(before);
});

test("each base in a Dockerfile has the digest of the lock, or neither is known", () => {
  const lock = imageLockSchema.parse(JSON.parse(texts(repository)[0] ?? ""));
  for (const text of texts(repository).slice(1)) {
    expect(withDigests(text, (image) => lock[image]?.digest)).toBe(text);
    for (const [, image = "", pinned] of text.matchAll(/^FROM ([^\s@]+:[^\s@]+)(?:@(\S+))?/gm)) {
      expect([image, pinned]).toEqual([image, lock[image]?.digest]);
    }
  }
});
