import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Listener, listeners } from "../../platforms/local/listeners";
import { stackLocations } from "../../platforms/local/locations";
import { portConflict, runningUnits } from "../../platforms/local/port-conflict";
import { portBook } from "../../platforms/local/ports";
import { identityOf } from "../../platforms/local/process-identity";
import { freePort } from "./support/tiny-unit";

const fresh = () => ({ BELFRY_HOME: mkdtempSync(join(tmpdir(), "belfry-ports-")) });
const http = { number: 9090 };
const jaeger = { number: 6831, protocol: "udp", fixed: true } as const;

test("a port is allotted once and for all, outside the ephemeral range", () => {
  const places = stackLocations("one", fresh());
  const number = portBook(places, {}, []).numberOf("prometheus", "http", http);
  expect(number).toBeGreaterThanOrEqual(21_000);
  expect(number).toBeLessThan(29_000);
  expect(portBook(places, {}, []).numberOf("prometheus", "http", http)).toBe(number);
  expect(JSON.parse(readFileSync(places.ports, "utf8"))).toEqual({ "prometheus.http": number });
});

test("no port is given that another stack has or somebody listens on", () => {
  const env = fresh();
  const first = portBook(stackLocations("one", env), {}, []).numberOf("prometheus", "http", http);
  const listening: Listener[] = [{ protocol: "tcp", port: first + 1, owner: () => undefined }];
  expect(portBook(stackLocations("two", env), {}, listening).numberOf("prometheus", "http", http)).toBe(
    first + 2,
  );
});

test("a fixed port keeps its number unless it is moved", () => {
  const places = stackLocations("one", fresh());
  expect(portBook(places, {}, []).numberOf("collector", "jaeger", jaeger)).toBe(6831);
  expect(portBook(places, { "6831": 16831 }, []).numberOf("collector", "jaeger", jaeger)).toBe(16831);
});

test("a broken list of ports is named with its fix", () => {
  const places = stackLocations("one", { BELFRY_HOME: mkdtempSync(join(tmpdir(), "belfry-ports-")) });
  portBook(places, {}, []).numberOf("prometheus", "http", http);
  writeFileSync(places.ports, "{");
  expect(() => portBook(places, {}, [])).toThrow(`${places.ports} is not a list of ports`);
});

test("whoever listens on loopback is found with process and command", async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const found = listeners().find((listener) => listener.port === port);
  expect(found?.protocol).toBe("tcp");
  expect(found?.owner()?.pid).toBe(process.pid);
  server.close();
});

test("a process that opens and closes files all the time is found each time", async () => {
  const port = await freePort();
  const busy = `require("net").createServer().listen(${port}, "127.0.0.1", () => console.log("ready"));
    const { closeSync, openSync } = require("fs");
    const some = Array.from({ length: 50 }, () => openSync("/dev/null"));
    setInterval(() => { for (let n = 0; n < 2000; n++) { closeSync(some.shift()); some.push(openSync("/dev/null")); } });`;
  const child = spawn(process.execPath, ["-e", busy], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    const found = listeners().find((listener) => listener.port === port);
    const owners = Array.from({ length: 30 }, () => found?.owner()?.pid);
    expect(new Set(owners)).toEqual(new Set([child.pid]));
  } finally {
    child.kill();
  }
}, 60_000);

test("a port in use by someone else is named, one in use by the unit itself is not", () => {
  const places = stackLocations("one", fresh());
  const owner = () => ({ pid: process.pid, command: "node" });
  const wanted = { name: "jaeger", port: jaeger, number: 6831 };
  const listening: Listener[] = [{ protocol: "udp", port: 6831, owner }];
  expect(portConflict(places, "collector", wanted, { listening, running: new Map() })).toBe(
    `collector needs udp port 6831 (jaeger), and process ${process.pid} (node) has it. Fix: end it, or move the port: put  belfry:ports: {"6831": <another>}  into ${places.settings}.`,
  );
  const self = identityOf(process.pid);
  const running = new Map(self ? [["collector", self]] : []);
  expect(portConflict(places, "collector", wanted, { listening, running })).toBeUndefined();
  expect(portConflict(places, "other", wanted, { listening, running })).toContain("Fix:");
  const tcp: Listener[] = [{ protocol: "tcp", port: 6831, owner }];
  expect(portConflict(places, "collector", wanted, { listening: tcp, running: new Map() })).toBeUndefined();
});

test("the record of a unit that cannot be read is named with its fix, before its process passes for a stranger", () => {
  const places = stackLocations("one", fresh());
  mkdirSync(places.units, { recursive: true });
  const record = join(places.units, "loki.json");
  writeFileSync(record, "{}");
  expect(() => runningUnits(places)).toThrow(`${record} is not the record of a unit`);
  expect(() => runningUnits(places)).toThrow("Fix: delete it, then run up again.");
});

test("a socket path that the kernel would refuse moves to a short folder", () => {
  const deep = { BELFRY_HOME: join("/tmp", "x".repeat(100)) };
  expect(Buffer.byteLength(stackLocations("one", deep).socket)).toBeLessThanOrEqual(103);
  expect(stackLocations("one", deep).socket).not.toBe(stackLocations("two", deep).socket);
  expect(stackLocations("one", { BELFRY_HOME: "/b" }).socket).toBe("/b/stacks/one/run/supervisor.sock");
});

test("a stack's name is a folder's and a state's: nothing else gets in", () => {
  for (const name of ["../x", "Local", "", "a b"])
    expect(() => stackLocations(name)).toThrow("cannot be used. Fix: ");
});
