import { askEngine, type EngineFacts } from "../../scripts/docker/engine";
import { needsOf } from "../../scripts/docker/needs";
import { problemsOf, told } from "../../scripts/docker/problems";
import { mibOf } from "../../scripts/docker/stats";

const compose = `
services:
  web:
    container_name: belfry-dev-web
    image: example/web:1
    mem_reservation: 512m
    ports: ["127.0.0.1:13000:3000/tcp"]
  tool:
    container_name: belfry-dev-tool
    image: belfry-tool:0.1.0
    build: { context: images/tool, dockerfile: Dockerfile }
  tool-user:
    container_name: belfry-dev-tool-user
    image: belfry-tool:0.1.0
    mem_reservation: 32m
  writer:
    container_name: belfry-dev-web-writer
    image: belfry-tool:0.1.0
    mem_reservation: 16m
    restart: "no"
volumes:
  data: { name: data, labels: { dev.belfry.data: postgres 18 } }
  given: { name: given, labels: { dev.belfry.given: web } }
`;
const engine: EngineFacts = {
  version: "28.0.1",
  memoryMib: 8000,
  availableMib: 7000,
  freeMib: 50_000,
  compose: ["docker", "compose"],
};
const present = { engine, heldMib: 0, takenBy: () => undefined, data: new Map<string, string>() };
const needs = needsOf(compose);

test("a compose file says what it needs; what is built is not pulled", () => {
  expect(needs).toEqual({
    memoryMib: 544,
    containers: ["belfry-dev-web", "belfry-dev-tool", "belfry-dev-tool-user", "belfry-dev-web-writer"],
    ports: [{ container: "belfry-dev-web", address: "127.0.0.1", number: 13000, protocol: "tcp" }],
    images: new Map([["example/web:1", "belfry-dev-web"]]),
    isBuilt: true,
    data: new Map([["data", "postgres 18"]]),
  });
});

test("where everything fits, nothing is wrong", () => {
  expect(problemsOf(needs, present)).toEqual([]);
  expect(problemsOf(needs, { ...present, data: new Map([["data", "postgres 18"]]) })).toEqual([]);
  const elsewhere = { ...engine, availableMib: undefined };
  expect(problemsOf(needs, { ...present, engine: elsewhere })).toEqual([]);
  const itself = { ...present, engine: { ...engine, availableMib: 400 }, heldMib: 144 };
  expect(problemsOf(needs, itself)).toEqual([]);
});

test.each([
  [
    "an old engine",
    { ...present, engine: { ...engine, version: "19.03.15" } },
    "The Docker engine is 19.03.15, needed is 20.10.0 or later. Fix: update it.",
  ],
  [
    "no compose",
    { ...present, engine: { ...engine, compose: undefined } },
    "There is no `docker compose` of version 2. Fix: install Docker's compose plugin, or npm run toolchain -- compose.",
  ],
  [
    "too little memory",
    { ...present, engine: { ...engine, memoryMib: 500 } },
    /^The Docker engine has 500 MiB of memory, and the stack is kept 544\. Fix: /,
  ],
  [
    "memory that others use",
    { ...present, engine: { ...engine, availableMib: 400 }, heldMib: 143 },
    "The Docker engine's machine has 543 MiB of memory for the stack, which is kept 544: others use the rest of its 8000. Fix: end what you can do without, or leave RAGBase out (belfry:ragbase in Pulumi.dev.yaml).",
  ],
  [
    "no space",
    { ...present, engine: { ...engine, freeMib: 100 } },
    /has 100 MiB left on its disk, needed are 6144\. Fix: /,
  ],
  [
    "a port in use",
    { ...present, takenBy: () => "process 12 (nginx)" },
    'belfry-dev-web: port 127.0.0.1:13000/tcp is in use by process 12 (nginx). Fix: end it, or set belfry:ports: {"13000": <another>} in Pulumi.dev.yaml.',
  ],
  [
    "a volume of an older version",
    { ...present, data: new Map([["data", "postgres 17"]]) },
    /The volume data holds data of postgres 17, and the stack runs postgres 18\. Fix: .*docker volume rm data\.$/,
  ],
])("%s is told with its place, its value and what to do", (_title, there, message) => {
  expect(problemsOf(needs, there).map(told)).toEqual([
    typeof message === "string" ? message : expect.stringMatching(message),
  ]);
});

test.each([
  ["86.5MiB / 256MiB", 86.5],
  ["1.25GiB / 23.5GiB", 1280],
  ["512KiB / 32MiB", 0.5],
  ["0B / 0B", 0],
  ["-- / --", 0],
])("what docker stats tells as %s are %d MiB", (told, mib) => {
  expect(mibOf(told)).toBe(mib);
});

test("an engine that does not run is named, with what to do", async () => {
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = "unix:///nowhere/docker.sock";
  try {
    await expect(askEngine()).rejects.toThrow(
      /No Docker engine answers at unix:\/\/\/nowhere\/docker\.sock: [^{}]*\. Fix: /,
    );
  } finally {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  }
});
