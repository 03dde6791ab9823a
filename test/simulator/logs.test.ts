import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { logSink } from "../../simulator/destinations";
import { fileName, LogFiles, outdated } from "../../simulator/log-files";
import type { LogEvent } from "../../simulator/log-line";
import { formatLine } from "../../simulator/log-line";
import { LogTcp } from "../../simulator/log-tcp";
import type { LogFormat } from "../../telemetry/logs";
import { logsOf } from "../../telemetry/logs";
import { eventually, folder, jsonLines, order, origin, shop, simulate, stopAll } from "./fixture";

afterEach(stopAll);

const time = new Date("2024-01-15T10:30:00.250Z");

function event(format: Partial<LogFormat>, more: Partial<LogEvent> = {}): LogEvent {
  const logs = logsOf(origin, { ...jsonLines, ...format } as LogFormat);
  return { logs, time, level: "warn", message: "late", fields: { reqId: "r1" }, ...more };
}

test.each([
  ["iso", {}, '{"time":"2024-01-15T10:30:00.250Z","level":"warn","msg":"late","reqId":"r1"}'],
  [
    "epoch seconds",
    {
      time: { key: "timestamp", format: "epoch-seconds" },
      level: { key: "level", spelling: { warn: "WARNING" } },
      message: "message",
      constant: { app: "greenstack" },
    },
    '{"timestamp":1705314600.25,"level":"WARNING","message":"late","app":"greenstack","reqId":"r1"}',
  ],
  [
    "plain",
    { time: { key: "timestamp", format: "plain" }, constant: { service: "a", version: "1" } },
    '{"timestamp":"2024-01-15 10:30:00","level":"warn","msg":"late","service":"a","version":"1","reqId":"r1"}',
  ],
] as const)("a line is written exactly as declared: %s", (_name, format, expected) => {
  expect(formatLine(event(format))).toBe(expected);
});

test("a star in a file's name is the day", () => {
  expect(fileName("application-*.log", time)).toBe("application-2024-01-15.log");
  expect(fileName("app.log", time)).toBe("app.log");
});

test("dated files go after a week, others stay", () => {
  const names = ["a-2024-01-07.log", "a-2024-01-08.log", "a-2024-01-01.log.1", "b-2020-01-01.log", "a-x.log"];
  expect(outdated("a-*.log", names, time)).toEqual(["a-2024-01-07.log", "a-2024-01-01.log.1"]);
  expect(outdated("a.log", names, time)).toEqual([]);
});

test("what writes files prints the same lines where no file can be read", () => {
  const stdout = new PassThrough();
  const service = shop({ logs: { ...jsonLines, delivery: { by: "files", read: ["a.log"] } } });
  const line = event({ delivery: { by: "files", read: ["a.log"] } });
  logSink(service, { logDir: "-", stdout })?.write(line);
  expect(String(stdout.read())).toBe(`${formatLine(line)}\n`);
  expect(() => logSink(service, {})).toThrow("--log-dir DIR");
});

test("a new day begins a new file", async () => {
  const dir = folder();
  const sink = new LogFiles(dir);
  const delivery = { by: "files", read: ["application-*.log", "exceptions-*.log"] } as const;
  sink.write(event({ delivery }));
  sink.write(event({ delivery }, { time: new Date("2024-01-16T00:00:01Z") }));
  await sink.close();
  await eventually(() => existsSync(join(dir, "application-2024-01-15.log")));
  expect(readdirSync(dir).sort()).toEqual(["application-2024-01-15.log", "application-2024-01-16.log"]);
});

test("a file is renamed at its declared size, and no more are kept than declared", async () => {
  const dir = folder();
  const sink = new LogFiles(dir);
  const delivery = { by: "files", read: ["combined.log"], rotation: { sizeBytes: 300, files: 2 } } as const;
  for (let i = 0; i < 40; i++) sink.write(event({ delivery }, { message: `line ${i}` }));
  await sink.close();
  expect(readdirSync(dir).sort()).toEqual(["combined.log", "combined.log.1", "combined.log.2"]);
});

test("lines wait for a TCP receiver and find it again after it was gone", async () => {
  let lines: string[] = [];
  let client: Socket | undefined;
  const server = createServer((socket) => {
    client = socket;
    socket.on("data", (data) => {
      lines.push(...data.toString().trimEnd().split("\n"));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const sink = new LogTcp("127.0.0.1", typeof address === "object" && address ? address.port : 0);
  sink.write(event({}, { message: "one" }));
  await eventually(() => lines.length === 1);
  client?.destroy();
  await new Promise((done) => setTimeout(done, 50));
  lines = [];
  sink.write(event({}, { message: "two" }));
  await eventually(() => lines.length === 1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "two", reqId: "r1" });
  await sink.close();
  await new Promise((done) => server.close(done));
});

test("lines go to stdout where the service writes there", async () => {
  const stdout = new PassThrough();
  const simulator = await simulate(shop(), { stdout });
  const { headers } = await order(simulator);
  expect(JSON.parse(String(stdout.read()))).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: "info",
    msg: "order 200",
    reqId: headers.get("x-request-id"),
  });
});

test("an id that the caller gives is kept, in the line and in the answer", async () => {
  const dir = folder();
  const logs = { ...jsonLines, delivery: { by: "files", read: ["app.log"] } } as const;
  const simulator = await simulate(shop({ logs }), { logDir: dir });
  const { headers } = await order(simulator, { "x-request-id": "req-42" });
  expect(headers.get("x-request-id")).toBe("req-42");
  const text = await eventually(
    () => existsSync(join(dir, "app.log")) && readFileSync(join(dir, "app.log"), "utf8"),
  );
  expect(JSON.parse(text)).toMatchObject({ reqId: "req-42" });
});

test("a missing destination is named with its option", async () => {
  const logs = { ...jsonLines, delivery: { by: "tcp" } } as const;
  await expect(simulate(shop({ logs }))).rejects.toThrow(
    "shop/shop-api sends its logs over TCP, but nothing says where to. Fix: --tcp HOST:PORT",
  );
});
