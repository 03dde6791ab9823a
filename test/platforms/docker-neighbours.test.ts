import { containerDiscovery } from "../../platforms/docker/watcher";
import { ownImage } from "../../toolchain/versions";
import { given, locked, objectsOf, platformWith, quiet, toolImage } from "./support/docker-objects";
import { fullWorkload } from "./support/full-workload";

test("one container looks at the engine: root without a capability, on the inner network, with nothing published", async () => {
  const { find } = await objectsOf(quiet);
  expect(find("Container", "watcher")).toEqual({
    image: toolImage,
    ...locked,
    name: "belfry-dev-watcher",
    command: ["watch", "/run/docker.sock", ":9099", "/var/log/containers", "belfry-dev-inside"],
    user: "0:0",
    restart: "unless-stopped",
    ...{ memory: 64, memorySwap: 64, memoryReservation: 16, cpus: "0.25" },
    ...{ stopTimeout: 5, destroyGraceSeconds: 5 },
    healthcheck: {
      tests: ["CMD", "/belfry-tool", "probe", "http://127.0.0.1:9099/ready"],
      ...{ interval: "5s", timeout: "5s", retries: 3, startPeriod: "10s" },
    },
    volumes: [
      { volumeName: "belfry-dev-printed", containerPath: "/var/log/containers" },
      { hostPath: "/var/run/docker.sock", containerPath: "/run/docker.sock", readOnly: true },
    ],
    networksAdvanced: [{ name: "belfry-dev-inside", aliases: ["watcher"] }],
  });
  expect(containerDiscovery.jobFor({ system: "shop", service: "api" }, 80)).toEqual({
    http_sd_configs: [
      { url: "http://watcher:9099/targets?system=shop&service=api&port=80", refresh_interval: "15s" },
    ],
    relabel: [{ source_labels: ["__meta_belfry_container"], target_label: "instance" }],
  });
});

test("without a socket nobody looks at the engine, and nothing is found", async () => {
  const { find } = await objectsOf(quiet, { docker: '{"socket":"none"}' });
  expect(find("Container", "watcher")).toBeUndefined();
  expect(platformWith({ docker: '{"socket":"none"}' }).discovery).toBeUndefined();
});

test("who collects lines sees what all print and the folders that it names, read-only", async () => {
  const collects = [{ workload: "till", folder: "/var/log/service" }];
  const { find } = await objectsOf({ ...quiet, collects });
  expect(find("Container", "shop")?.volumes).toEqual([
    given,
    { volumeName: "belfry-dev-printed", containerPath: "/var/log/containers", readOnly: true },
    {
      volumeName: "belfry-dev-till-var-log-service",
      containerPath: "/var/log/workloads/till/var/log/service",
      readOnly: true,
    },
  ]);
});

test("a volume says what made its data, or that a writer writes it anew", async () => {
  const { find } = await objectsOf(fullWorkload);
  expect(find("Volume", "belfry-dev-shop-var-lib-shop")?.labels).toEqual([
    { label: "dev.belfry.data", value: "example/shop 1" },
  ]);
  expect(find("Volume", "belfry-dev-shop-given")?.labels).toEqual([
    { label: "dev.belfry.given", value: "shop" },
  ]);
});

test("belfry's own images are built from this clone, each once, unless a registry has them", async () => {
  const { find, all } = await objectsOf({ ...quiet, image: ownImage }, { images: '{"unlocked":"allow"}' });
  expect(all.filter((name) => /^(Image|RemoteImage)/.test(name))).toEqual([
    "Image belfry",
    "Image belfry-tool",
  ]);
  const build = find("Image", "belfry");
  expect(build).toMatchObject({ imageName: "belfry:0.1.0", skipPush: true });
  expect(build?.build).toMatchObject({ dockerfile: expect.stringMatching(/\/images\/belfry\/Dockerfile$/) });
  for (const where of ["registry", "own"]) {
    const images = JSON.stringify({ unlocked: "allow", [where]: "mirror.example" });
    const { all: pulled } = await objectsOf({ ...quiet, image: ownImage }, { images });
    expect(pulled.filter((name) => /^Image/.test(name))).toEqual([]);
  }
});
