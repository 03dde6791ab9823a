import { dockerFindings } from "../../scripts/doctor/docker";
import { dockerCommand } from "./support/docker-command";

// A docker command that answers as those of Docker do: `doctor -- dev` as a whole, without an engine.

const write = dockerCommand();

function answers(all: Readonly<Record<string, string>>): void {
  write(`#!${process.execPath}
const asked = process.argv.slice(2).join(" ");
const [, answer] = Object.entries(${JSON.stringify(all)}).find(([start]) => asked.startsWith(start)) ?? [];
if (answer === undefined) { console.error("nothing is known of: " + asked); process.exit(1); }
console.log(answer);
`);
}

const info = { ServerVersion: "28.0.1", MemTotal: 2 ** 36, DockerRootDir: "/no/such/folder" };
const well = {
  "info ": JSON.stringify(info),
  "compose version": "Docker Compose version v2.40.0",
  "ps --format {{.Names}}\t": [
    ...["web\t\t", "belfry-dev-loki\t\t", "shop\tpulsecal\tpulsecal-api"],
    ...["till\tshop\ttill", "half\tpulsecal\t"],
  ].join("\n"),
  "ps --format {{.Names}}": "web\nbelfry-dev-loki",
  "ps --no-trunc": "",
  "stats --no-stream --format {{.MemUsage}} belfry-dev-loki": "100MiB / 1GiB",
  "volume ls": "",
};

test("what the engine has is told, and which containers' labels name no service", async () => {
  answers(well);
  // Whether a port is free depends on the machine that runs this.
  const found = (await dockerFindings("dev")).filter(({ what }) => what !== "port");
  expect(found).toEqual([
    { what: "engine", state: "ok", detail: "Docker 28.0.1", fix: "" },
    { what: "compose", state: "ok", detail: "docker compose", fix: "" },
    {
      what: "memory",
      state: "ok",
      detail: expect.stringMatching(/^65536 MiB in all, on another machine, the stack is kept \d{4}$/),
      fix: "",
    },
    { what: "disk", state: "ok", detail: "on another machine", fix: "" },
    {
      what: "till",
      state: "wrong",
      detail: "no service shop/till is declared",
      fix: expect.stringMatching(/^declare it, or use one of .*pulsecal\/pulsecal-api/),
    },
    {
      what: "half",
      state: "wrong",
      detail: "its label belfry.dev/service is missing",
      fix: "add belfry.dev/service",
    },
  ]);
}, 120_000);

test("on this machine the memory counts that is free, and what the stack itself uses", async () => {
  const os: typeof import("node:os") = jest.requireActual("node:os");
  jest.spyOn(os, "totalmem").mockReturnValue(info.MemTotal);
  jest.spyOn(os, "freemem").mockReturnValue(3000 * 2 ** 20);
  answers(well);
  const memory = (await dockerFindings("dev")).filter(({ what }) => what === "memory");
  expect(memory).toEqual([
    {
      what: "memory",
      state: "wrong",
      detail: expect.stringMatching(/machine has 3100 MiB of memory for the stack, which is kept \d{4}: /),
      fix: expect.stringMatching(/^end what you can do without, or /),
    },
  ]);
}, 120_000);

test("an engine that does not answer is all that there is to tell", async () => {
  answers({});
  const [one, ...more] = await dockerFindings("dev");
  expect(more).toEqual([]);
  expect(one).toMatchObject({ what: "docker", state: "wrong" });
  expect(one?.detail).toMatch(/^No Docker engine answers: .*nothing is known of: info/);
  expect(one?.fix).toMatch(/^start it/);
});
