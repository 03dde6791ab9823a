import { ComponentResource } from "@pulumi/pulumi";
import type { Workload } from "../../platforms/workload";
import {
  envs,
  given,
  kept,
  labels,
  locked,
  objectsOf,
  once,
  platformWith,
  quiet,
  recorded,
  shopImage,
  toolImage,
} from "./support/docker-objects";
import { fullWorkload } from "./support/full-workload";

describe("a filled workload", () => {
  let made: Awaited<ReturnType<typeof objectsOf>>;
  beforeAll(async () => {
    made = await objectsOf(fullWorkload);
  });

  test("has exactly these containers and volumes, and the stack two networks", () => {
    expect(made.all).toEqual([
      "Container shop",
      "Container shop-prepare",
      "Container shop-reloader",
      "Container shop-writer",
      "Container watcher",
      "Network belfry-dev-inside",
      "Network belfry-dev-outside",
      "RemoteImage shop",
      "RemoteImage shop-tool",
      "RemoteImage watcher",
      "Volume belfry-dev-printed",
      "Volume belfry-dev-shop-given",
      "Volume belfry-dev-shop-var-lib-shop",
      "docker docker",
    ]);
    expect(made.find("Network", "belfry-dev-inside")).toEqual({ name: "belfry-dev-inside", internal: true });
    expect(made.find("Network", "belfry-dev-outside")).toEqual({
      name: "belfry-dev-outside",
      internal: false,
    });
    expect(made.find("RemoteImage", "shop")).toEqual({
      name: `example/shop:1.2.3@sha256:${"a".repeat(64)}`,
      keepLocally: true,
    });
  });

  test("has a server that is locked down, with the declared check, limits, ports and volumes", () => {
    expect(made.find("Container", "shop")).toEqual({
      image: shopImage,
      ...locked,
      name: "belfry-dev-shop",
      entrypoints: ["shopd"],
      command: ["--config=/etc/shop/shop.yml", "--listen=:8080"],
      envs,
      user: "1234:1234",
      restart: "unless-stopped",
      memory: 1000,
      memorySwap: 1000,
      memoryReservation: 128,
      cpus: "1.5",
      stopTimeout: 60,
      destroyGraceSeconds: 60,
      wait: true,
      waitTimeout: 81,
      healthcheck: {
        tests: ["CMD", "/belfry/bin/belfry-tool", "probe", "http://127.0.0.1:8080/ready"],
        interval: "5s",
        timeout: "2s",
        retries: 3,
        startPeriod: "61s",
      },
      volumes: [given, kept],
      ports: [
        { internal: 4317, external: 4317, ip: "127.0.0.1", protocol: "tcp" },
        { internal: 5514, external: 5514, ip: "127.0.0.1", protocol: "udp" },
      ],
      networksAdvanced: [{ name: "belfry-dev-inside", aliases: ["shop"] }, { name: "belfry-dev-outside" }],
      labels: [
        ...labels("server"),
        {
          label: "dev.belfry.start-revision",
          value: expect.stringMatching(/^[0-9a-f]{16}-[0-9a-f]{16}$/),
        },
      ],
    });
  });

  test("has a writer that fills its volume, alone is root, and reaches nobody", () => {
    const { uploads, ...writer } = made.find("Container", "shop-writer") ?? {};
    expect(writer).toEqual({
      image: toolImage,
      name: "belfry-dev-shop-writer",
      command: ["write", "1234", "/in", "/belfry", "/var/lib/shop"],
      user: "0:0",
      capabilities: { drops: ["ALL"], adds: ["CHOWN", "DAC_OVERRIDE", "FOWNER"] },
      securityOpts: ["no-new-privileges:true"],
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "5" },
      ...{ memory: 64, memorySwap: 64, memoryReservation: 16, cpus: "1" },
      volumes: [{ ...given, readOnly: false }, kept],
      ...once,
      labels: [
        ...labels("writer"),
        // Another text makes another writer, under compose as well.
        { label: "dev.belfry.texts", value: expect.stringMatching(/^[0-9a-f]{16}$/) },
        {
          label: "dev.belfry.start-revision",
          value: expect.stringMatching(/^[0-9a-f]{16}-[0-9a-f]{16}$/),
        },
      ],
    });
    expect(uploads).toEqual({
      secret: [
        { file: "/in/etc/shop/shop.yml", content: "a: 1\n" },
        { file: "/in/etc/shop/rules/one.yml", content: "rules: []\n" },
        { file: "/in/etc/static/x.txt", content: "x" },
        { file: "/in/run/secrets/token", content: "s3cret" },
      ],
    });
  });

  test("is prepared once before its server starts, and told when its files change", () => {
    expect(made.find("Container", "shop-prepare")).toEqual({
      image: shopImage,
      ...locked,
      ...once,
      name: "belfry-dev-shop-prepare",
      entrypoints: ["sh", "-c", 'test -e "$0" || exec "$@"'],
      command: ["/var/lib/shop/VERSION", "shopctl", "init"],
      envs,
      user: "1234:1234",
      ...{ memory: 1000, memorySwap: 1000, memoryReservation: 128, cpus: "1.5" },
      volumes: [given, kept],
      labels: labels("prepare"),
    });
    expect(made.find("Container", "shop-reloader")).toEqual({
      image: toolImage,
      ...locked,
      name: "belfry-dev-shop-reloader",
      command: ["reload", "http://shop:8080/-/reload", "/belfry/etc/shop/rules"],
      user: "1234:1234",
      restart: "unless-stopped",
      memory: 32,
      memorySwap: 32,
      cpus: "0.05",
      volumes: [given],
      // With the server's alias it would answer in its place.
      networksAdvanced: [{ name: "belfry-dev-inside" }],
      labels: labels("reloader"),
    });
  });

  test("shows no secret to whoever may inspect a container", () => {
    const shown = recorded
      .filter(({ type }) => type.endsWith(":Container"))
      .map(({ inputs: { uploads, ...inspected } }) => inspected);
    expect(JSON.stringify(shown)).not.toContain("s3cret");
  });
});

test("what nobody outside needs is on the inner network alone, with no port open", async () => {
  const { find } = await objectsOf(quiet);
  const { ports, networksAdvanced } = find("Container", "shop") ?? {};
  expect(ports).toEqual([]);
  expect(networksAdvanced).toEqual([{ name: "belfry-dev-inside", aliases: ["shop"] }]);
});

test("what people open is published where it is told, and a number that is taken can be moved", async () => {
  const { find } = await objectsOf(
    { ...quiet, ports: { http: { number: 8080, opened: true }, otlp: { number: 4317, fixed: true } } },
    { docker: '{"publishOn":"0.0.0.0"}', ports: '{"4317":14317}' },
  );
  expect(find("Container", "shop")?.ports).toEqual([
    { internal: 8080, external: 8080, ip: "0.0.0.0", protocol: "tcp" },
    { internal: 4317, external: 14317, ip: "0.0.0.0", protocol: "tcp" },
  ]);
});

test.each<[string, Workload, RegExp]>([
  [
    "a text outside /etc and /run",
    { ...quiet, files: { "/opt/x": "" } },
    /^shop: the file \/opt\/x is not below \/etc or \/run\. Fix: move it there\.$/,
  ],
  [
    "a volume below /etc",
    { ...quiet, storage: { "/etc/x": { sizeMib: 1 } } },
    /^shop: the volume \/etc\/x is below \/etc or \/run\. Fix: keep it elsewhere\.$/,
  ],
  [
    "an image that is not pinned",
    { ...quiet, image: { repository: "example/shop", tag: "1", digest: "unlocked" } },
    /^The image example\/shop:1 is not pinned/,
  ],
])("%s is refused", (_title, workload, message) => {
  const parent = new ComponentResource("belfry:index:Test", "test");
  expect(() => platformWith().run(workload, parent)).toThrow(message);
});

test("a place is the workload's name, and texts are where the writer puts them", () => {
  const place = platformWith().place("shop", { http: { number: 8080 } });
  expect(place.url("http")).toBe("http://shop:8080");
  expect(place.listen("http")).toBe(":8080");
  expect(["/etc/a.yml", "/run/secrets/b", "/var/lib/c"].map(place.path)).toEqual([
    "/belfry/etc/a.yml",
    "/belfry/run/secrets/b",
    "/var/lib/c",
  ]);
  expect(place.publicUrl).toBeUndefined();
  const opened = { http: { number: 8080, opened: true } };
  expect(platformWith().place("shop", opened).publicUrl).toBe("http://127.0.0.1:8080");
  expect(platformWith({ docker: '{"publishOn":"0.0.0.0"}' }).place("shop", opened).publicUrl).toBe(
    "http://127.0.0.1:8080",
  );
  expect(() => place.port("htpp")).toThrow("shop has no port htpp, only http.");
});
