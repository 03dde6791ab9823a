import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { localPlatform } from "../../platforms/local";
import { stackLocations } from "../../platforms/local/locations";
import { writePrograms } from "../../platforms/local/programs";
import type { Workload } from "../../platforms/workload";

const home = mkdtempSync(join(tmpdir(), "belfry-local-"));
process.env.BELFRY_HOME = home;
const places = stackLocations("mock");
const resources: pulumi.runtime.MockResourceArgs[] = [];

beforeAll(() => {
  writePrograms(places.programs, {
    prometheus: {
      version: "3.14.0",
      binaries: { prometheus: "/opt/prometheus", promtool: "/opt/promtool" },
      folder: "/opt",
    },
  });
  pulumi.runtime.setMocks({
    newResource: (args) => {
      resources.push(args);
      return { id: args.name, state: { ...args.inputs, value: "generated" } };
    },
    call: ({ inputs }) => inputs,
  });
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 2000));
const parent = () => new pulumi.ComponentResource("belfry:index:Test", "test");

const full: Workload = {
  name: "prometheus",
  image: { repository: "prom/prometheus", tag: "v3.14.0", digest: "unlocked" },
  program: { product: "prometheus", binary: "prometheus" },
  args: ["--flag"],
  env: { PLAIN: "1" },
  ports: { http: { number: 9090 } },
  files: { "/etc/p.yml": "a: 1", "/etc/rules.yml": "groups: []" },
  reload: { files: ["/etc/rules.yml"], how: { by: "http", port: "http", path: "/-/reload" } },
  secrets: { "/run/secrets/token": pulumi.secret("s3cret") },
  storage: { "/prometheus": { sizeMib: 100 } },
  probes: {
    readiness: {
      check: { kind: "http", port: "http", path: "/-/ready" },
      periodSeconds: 5,
      timeoutSeconds: 2,
      failureThreshold: 3,
    },
    liveness: {
      check: { kind: "exec", command: ["promtool", "check"] },
      periodSeconds: 10,
      timeoutSeconds: 2,
      failureThreshold: 3,
    },
    startup: {
      check: { kind: "tcp", port: "http" },
      periodSeconds: 8,
      timeoutSeconds: 2,
      failureThreshold: 30,
    },
  },
  resources: { requests: { cpuMillis: 100, memoryMib: 100 }, limits: { cpuMillis: 1500, memoryMib: 1000 } },
  user: 65534,
  connectsTo: [],
  stopGraceSeconds: 60,
  prepare: { binary: "promtool", args: ["init"], unless: "/prometheus/wal" },
};

test("a filled workload is one process with its files, limits and probes, and its secrets are secret", async () => {
  const platform = localPlatform({ stack: "mock" });
  const { place, available } = platform.run(full, parent());
  await settled();
  expect(available).toBe(true);
  const port = place.port("http");
  const url = `http://127.0.0.1:${port}`;
  const { inputs, type } = resources.find(({ name }) => name === "prometheus") ?? { inputs: {}, type: "" };
  const { __provider, ...unit } = inputs;
  expect(type).toBe("pulumi-nodejs:dynamic/local:Unit");
  expect(unit).toEqual({
    root: places.root,
    stack: "mock",
    process: {
      name: "prometheus",
      version: "3.14.0",
      url,
      argv: ["/opt/prometheus", "--flag"],
      env: { GOMEMLIMIT: "900MiB", GOMAXPROCS: "2", PLAIN: "1" },
      cwd: join(places.data, "prometheus"),
      user: 65534,
      memoryMib: 1064,
      readiness: {
        check: { kind: "http", url: `${url}/-/ready` },
        initialDelaySeconds: 0,
        periodSeconds: 5,
        timeoutSeconds: 2,
        failureThreshold: 3,
      },
      liveness: {
        check: { kind: "exec", argv: ["/opt/promtool", "check"] },
        initialDelaySeconds: 0,
        periodSeconds: 10,
        timeoutSeconds: 2,
        failureThreshold: 3,
      },
      readyWithinSeconds: 300,
      prepare: { argv: ["/opt/promtool", "init"], unless: join(places.files, "prometheus/prometheus/wal") },
      reload: { by: "http", url: `${url}/-/reload` },
      stop: { signal: "SIGTERM", graceSeconds: 60 },
    },
    files: { "/etc/p.yml": "a: 1", "/etc/rules.yml": "groups: []" },
    reloadable: ["/etc/rules.yml"],
    storage: ["/prometheus"],
    // As the engine sees a secret: wrapped and marked.
    secrets: expect.objectContaining({ value: { "/run/secrets/token": "s3cret" } }),
  });
  // The code in the state is a shim: it starts the committed script and holds none of it.
  expect(String(__provider?.value ?? __provider)).toContain("platforms/local/unit-command.ts");
  expect(String(__provider?.value ?? __provider)).not.toContain("ensureUnit");
});

test("a place is the same at every call, and known before anything runs", () => {
  const platform = localPlatform({ stack: "mock", ports: { "4317": 14317 } });
  const place = platform.place("collector", { otlp: { number: 4317, fixed: true }, http: { number: 8888 } });
  expect(place.listen("otlp")).toBe("127.0.0.1:14317");
  expect(place.path("/etc/x.yml")).toBe(join(places.files, "collector/etc/x.yml"));
  expect(platform.place("collector", { http: { number: 8888 } }).url("http")).toBe(place.url("http"));
  expect(() => place.port("htpp")).toThrow("collector has no port htpp, only otlp, http.");
});

test("what cannot be had does not run, and belfry's own programs always can", () => {
  const platform = localPlatform({ stack: "mock" });
  const grafana = { ...full, name: "grafana", program: { product: "grafana", binary: "grafana" } };
  expect(platform.run(grafana, parent()).available).toBe(false);
  expect(["prometheus", "grafana", "belfry"].map((product) => platform.offers(product))).toEqual([
    true,
    false,
    true,
  ]);
  expect(localPlatform({ stack: "mock", offers: [] }).offers("prometheus")).toBe(false);
});

test("two workloads of one name, and a program that the product lacks, are refused", () => {
  const platform = localPlatform({ stack: "mock" });
  platform.run(full, parent());
  expect(() => platform.run(full, parent())).toThrow("Two workloads are called prometheus. Fix: rename one.");
  const odd = { ...full, name: "odd", program: { product: "prometheus", binary: "prom" } };
  expect(() => platform.run(odd, parent())).toThrow(
    /prometheus has no program prom \(found: prometheus, promtool\)\. Fix: npm run toolchain/,
  );
});
