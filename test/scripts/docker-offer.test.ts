import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerOffer } from "../../scripts/stack/docker-offer";
import { dockerCommand } from "./support/docker-command";

const write = dockerCommand();
const folder = mkdtempSync(join(tmpdir(), "belfry-offer-"));
const { PATH } = process.env;

/** A docker command that does that and nothing else. */
const docker = (script: string) => write(`#!/bin/sh\n${script}\n`);

afterAll(() => rmSync(folder, { recursive: true }));

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
  const { PATH: faked } = process.env;
  process.env.PATH = folder;
  expect(await dockerOffer()).toBeUndefined();
  process.env.PATH = faked;
});

test("a socket that is left of an engine is not offered, by the machine's own docker command", async () => {
  const socket = join(folder, "dead.sock");
  writeFileSync(socket, "");
  const { PATH: faked } = process.env;
  process.env.PATH = PATH;
  process.env.DOCKER_HOST = `unix://${socket}`;
  expect(await dockerOffer()).toBeUndefined();
  process.env.PATH = faked;
  delete process.env.DOCKER_HOST;
});
