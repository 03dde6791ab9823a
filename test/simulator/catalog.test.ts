import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { loadCatalog } from "../../catalog";
import { sampleValues } from "../../telemetry/labels";
import { folder, simulate, stopAll } from "./fixture";

afterEach(stopAll);

const simulated = loadCatalog().filter(({ stack }) => !stack);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function destinations(logDir: string, stdout: PassThrough) {
  return {
    logDir,
    stdout,
    otlp: "http://127.0.0.1:9",
    jaegerHttp: "http://127.0.0.1:9/api/traces",
    jaegerUdp: { host: "127.0.0.1", port: 9 },
    tcp: { host: "127.0.0.1", port: 9 },
  };
}

describe.each(simulated.map((service) => [service.id, service] as const))("%s", (_id, service) => {
  test("answers every operation and health endpoint, with every fault", async () => {
    const simulator = await simulate(service, destinations(folder(), new PassThrough().resume()), 5);
    const url = `http://127.0.0.1:${simulator.port}`;
    for (const name of [undefined, ...Object.keys(service.faults)]) {
      if (name) await simulator.fault(name);
      await pause(30);
      if (name) await simulator.clear();
      expect(simulator.state().up).toBe(true);
    }
    for (const { name, path, status } of service.health ?? []) {
      const answer = await fetch(url + path);
      expect([name, answer.status]).toEqual([name, status?.healthy ?? 200]);
    }
    for (const { method, route } of service.behaviour.operations) {
      const answer = await fetch(url + route.replace(/[:{[][^/]*/g, "1"), { method });
      expect(answer.status).not.toBe(404);
    }
  }, 20_000);

  test("emits only labels that it declares", async () => {
    if (service.delivery.by !== "scrape") return;
    const simulator = await simulate(service, destinations(folder(), new PassThrough().resume()), 20);
    await pause(1000);
    const text = await (await fetch(`http://127.0.0.1:${simulator.port}${service.delivery.path}`)).text();
    expect(text).toContain("# TYPE ");
    for (const { name, labels } of Object.values(service.metrics)) {
      const line = text.split("\n").find((one) => one.startsWith(`${name}{`));
      const found = [...(line ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].filter(
        ([, label]) => label !== "trace_id" && label !== "span_id",
      );
      if (line) expect(found.map(([, label]) => label).sort()).toEqual(Object.keys(labels).sort());
      for (const [, label = "", value = ""] of found) {
        const spec = labels[label];
        if (spec && !("atMost" in spec)) expect(sampleValues(spec)).toContain(value);
      }
    }
  });

  test("logs lines with its declared keys only", async () => {
    const { logs } = service;
    if (logs?.delivery.by !== "files" && logs?.delivery.by !== "stdout") return;
    const dir = folder();
    const stdout = new PassThrough();
    const simulator = await simulate(service, destinations(dir, stdout), 20);
    await pause(1000);
    await simulator.stop();
    const written =
      logs.delivery.by === "stdout"
        ? String(stdout.read())
        : readdirSync(dir)
            .map((name) => readFileSync(join(dir, name), "utf8"))
            .join("");
    const declared = new Set([
      logs.time.key,
      logs.level.key,
      logs.message,
      ...Object.keys(logs.fields),
      ...Object.keys(logs.constant ?? {}),
    ]);
    const lines = written
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(Object.keys(line).filter((key) => !declared.has(key))).toEqual([]);
    expect(lines.some((line) => typeof line[logs.correlation] === "string")).toBe(true);
  });
});
