import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { dockerOffer } from "../../scripts/stack/docker-offer";

const folder = mkdtempSync(join(tmpdir(), "belfry-offer-"));
const { PATH, DOCKER_HOST } = process.env;

/** A docker command that does that and nothing else. */
function docker(script: string): void {
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "docker"), 0o755);
}

beforeAll(() => {
  process.env.PATH = [folder, PATH].join(delimiter);
});
afterEach(() => {
  delete process.env.DOCKER_HOST;
});
afterAll(() => {
  process.env.PATH = PATH;
  if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
  rmSync(folder, { recursive: true });
});

test("where the docker command reaches an engine, wherever it is, the stack in containers is offered", async () => {
  docker('[ "$*" = "version --format {{.Server.Version}}" ] && echo 28.0.1');
  const offer = "There is a Docker engine: npm run up -- dev brings the stack up in containers.";
  expect(await dockerOffer()).toBe(offer);
});

test.each([
  ["says that it reaches none", "echo Cannot connect >&2; exit 1"],
  ["tells of itself alone", "echo"],
  ["does not answer", "exec sleep 60"],
])("where it %s, nothing is offered", async (_, script) => {
  docker(script);
  expect(await dockerOffer()).toBeUndefined();
});

test("a machine without Docker is offered nothing", async () => {
  process.env.PATH = join(folder, "nowhere");
  expect(await dockerOffer()).toBeUndefined();
  process.env.PATH = [folder, PATH].join(delimiter);
});

test("a socket that is left of an engine is not offered", async () => {
  const socket = join(folder, "dead.sock");
  const server = createServer().listen(socket);
  await new Promise((resolve) => server.once("listening", resolve));
  rmSync(join(folder, "docker"));
  process.env.DOCKER_HOST = `unix://${socket}`;
  server.close();
  writeFileSync(socket, "");
  expect(await dockerOffer()).toBeUndefined();
});
