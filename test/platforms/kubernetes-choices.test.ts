import { ComponentResource } from "@pulumi/pulumi";
import { parseConfig } from "../../config";
import { imageReference } from "../../platforms/image-reference";
import { kubernetesPlatform } from "../../platforms/kubernetes";
import type { Connection, Workload } from "../../platforms/workload";
import { ownImage } from "../../toolchain/versions";
import { fullWorkload } from "./support/full-workload";
import { recordResources, settled } from "./support/recorded";

const recorded = recordResources();
const { storage, prepare, reload, replicas, ...stateless } = fullWorkload;
const plain: Workload = { ...stateless, connectsTo: [] };

function platformWith(kubernetes: object = {}, images: object = {}) {
  const settings = { kubernetes: JSON.stringify(kubernetes), images: JSON.stringify(images) };
  return kubernetesPlatform(parseConfig({ platform: "kubernetes", ...settings }, "prod"));
}

async function objectsOf(workload: Workload, kubernetes: object = {}, images: object = {}) {
  // What a test before this one has left behind is made first.
  await settled();
  recorded.length = 0;
  const platform = platformWith(kubernetes, images);
  platform.run(workload, new ComponentResource("belfry:index:Test", "test"));
  await settled();
  return recorded;
}

const parent = () => new ComponentResource("belfry:index:Test", "test");
const kindOf = (type: string) => type.split(":").at(-1);
const controllers = ["Deployment", "StatefulSet", "DaemonSet"];

async function controllerOf(workload: Workload, images: object = {}) {
  const objects = await objectsOf(workload, {}, images);
  const found = objects.find(({ type }) => controllers.includes(kindOf(type) ?? ""));
  return { kind: kindOf(found?.type ?? ""), ...Object(found?.inputs) };
}

test("what keeps nothing is a deployment whose new pod is ready before the old one goes", async () => {
  const { kind, spec } = await controllerOf(plain);
  expect(kind).toBe("Deployment");
  expect(spec.strategy).toEqual({
    type: "RollingUpdate",
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
  });
  expect(spec.replicas).toBe(1);
  expect(spec.template.spec.topologySpreadConstraints).toBeUndefined();
});

test("what watches its machine is on every node, alone in the privileged namespace, and only reads", async () => {
  const { kind, spec, metadata } = await controllerOf({
    ...plain,
    watchesHost: { folders: ["/", "/proc"], sharesNetwork: true },
  });
  expect(kind).toBe("DaemonSet");
  expect(metadata.namespace).toBe("belfry-host");
  const pod = spec.template.spec;
  expect(pod).toMatchObject({ hostNetwork: true, hostPID: true, tolerations: [{ operator: "Exists" }] });
  expect(pod.volumes).toEqual(
    expect.arrayContaining([
      { name: "host", hostPath: { path: "/" } },
      { name: "host-proc", hostPath: { path: "/proc" } },
    ]),
  );
  const mount = (name: string, mountPath: string) => ({
    ...{ name, mountPath, readOnly: true, mountPropagation: "HostToContainer" },
  });
  expect(pod.containers[0].volumeMounts).toEqual(
    expect.arrayContaining([mount("host", "/host/root"), mount("host-proc", "/host/proc")]),
  );
  expect(spec.template.metadata.labels["belfry.dev/every-node"]).toBe("true");
  const place = platformWith().place("shop", plain.ports, { watchesHost: true });
  expect(place.host).toBe("shop.belfry-host.svc");
  expect(["/", "/proc"].map(place.hostPath)).toEqual(["/host/root", "/host/proc"]);
});

test("volumes go with the stack where they are not to be kept", async () => {
  const objects = await objectsOf(
    { ...plain, storage: { "/d": { sizeMib: 1 } } },
    {
      keepVolumes: false,
    },
  );
  const set = objects.find(({ type }) => type.endsWith(":StatefulSet"));
  expect(Object(set?.inputs.spec).persistentVolumeClaimRetentionPolicy).toEqual({
    whenDeleted: "Delete",
    whenScaled: "Delete",
  });
});

describe("a pod is made anew", () => {
  const revision = async (workload: Workload): Promise<string> =>
    (await controllerOf(workload)).spec.template.metadata.annotations["belfry.dev/start-revision"];
  const byItself: Workload = {
    ...plain,
    reload: { files: ["/etc/shop/rules/one.yml"], how: { by: "itself" } },
  };

  test.each<[string, Workload, Workload, boolean]>([
    ["for nothing", byItself, byItself, false],
    [
      "not for a file that the running server takes",
      byItself,
      { ...byItself, files: { ...byItself.files, "/etc/shop/rules/one.yml": "other" } },
      false,
    ],
    [
      "for a file that it reads at its start",
      byItself,
      { ...byItself, files: { ...byItself.files, "/etc/shop/shop.yml": "other" } },
      true,
    ],
    ["for another secret", byItself, { ...byItself, secrets: { "/run/secrets/token": "other" } }, true],
    [
      "for any file where the server reloads on a signal, which does not reach into a pod",
      {
        ...byItself,
        reload: { files: ["/etc/shop/rules/one.yml"], how: { by: "signal", signal: "SIGHUP" } },
      },
      {
        ...byItself,
        reload: { files: ["/etc/shop/rules/one.yml"], how: { by: "signal", signal: "SIGHUP" } },
        files: { ...byItself.files, "/etc/shop/rules/one.yml": "other" },
      },
      true,
    ],
  ])("%s", async (_title, before, after, anew) => {
    expect((await revision(before)) !== (await revision(after))).toBe(anew);
  });
});

test("what asks in any namespace is let in to itself as well, since its own name leads it outside", async () => {
  const asking: Workload = { ...plain, connectsTo: [{ to: "any-namespace", ports: [8080] }] };
  const names = (await objectsOf(asking)).map(({ name }) => name);
  expect(names).toContain("shop-asked-from-shop");
});

describe("refused before anything is made", () => {
  const connecting = (connection: Connection): Workload => ({ ...plain, connectsTo: [connection] });

  test.each<[string, Workload, object, RegExp]>([
    [
      "an image that is not pinned",
      { ...plain, image: { repository: "example/shop", tag: "1", digest: "unlocked" } },
      {},
      /^The image example\/shop:1 is not pinned: .* Fix: npm run images:lock .*'belfry:images\.digests\["example\/shop"\]' sha256:…/,
    ],
    [
      "an image of belfry's own that no registry has yet",
      { ...plain, image: ownImage },
      {},
      /^The image belfry:0\.1\.0 is not pinned: it is made from this clone, .* Fix: npm run images:push -- --registry <yours>, /,
    ],
    [
      "a connection to nobody",
      connecting({ to: "workload", name: "tiller", port: "sql" }),
      {},
      /^shop connects to tiller:sql, and there is no such workload\. Fix: use one of till, shop\.$/,
    ],
    [
      "a connection to no port",
      connecting({ to: "workload", name: "till", port: "sq" }),
      {},
      /^shop connects to till:sq, and there is no such port\. Fix: use one of sql\.$/,
    ],
    [
      "the API server without its range",
      connecting({ to: "api-server", reads: ["pods"] }),
      {},
      /belfry:kubernetes\.apiServer names no range\. Fix: pulumi config set --path 'belfry:kubernetes\.apiServer\[0\]' <CIDR>/,
    ],
    [
      "nodes without their range",
      connecting({ to: "nodes", ports: [1] }),
      {},
      /belfry:kubernetes\.nodes names no range/,
    ],
    [
      "a host name for what has no web page",
      { ...plain, ports: { sql: { number: 1 } }, probes: plain.probes },
      {
        ingress: {
          ...{ className: "n", tlsSecret: "t", controllerNamespace: "i" },
          hosts: { shop: "shop.example.com" },
        },
      },
      /belfry:kubernetes\.ingress\.hosts\.shop: shop has no port http\. Fix: remove it\./,
    ],
  ])("%s", (_title, workload, kubernetes, message) => {
    const platform = platformWith(kubernetes);
    platform.place("till", { sql: { number: 5432 } });
    expect(() => platform.run(workload, parent())).toThrow(message);
  });

  test("two workloads of one name", () => {
    const platform = platformWith();
    platform.run(plain, parent());
    expect(() => platform.run(plain, parent())).toThrow("Two workloads are called shop. Fix: rename one.");
  });
});

describe("images", () => {
  const digest = `sha256:${"c".repeat(64)}` as const;
  const settings = { digests: {}, unlocked: "refuse" as const };
  test.each([
    ["by its digest", "prom/prometheus", settings, `prom/prometheus:1@${digest}`],
    [
      "from the site's registry",
      "prom/prometheus",
      { ...settings, registry: "r:5000/m" },
      `r:5000/m/prom/prometheus:1@${digest}`,
    ],
    [
      "without the registry that it had",
      "registry.k8s.io/ksm",
      { ...settings, registry: "r" },
      `r/ksm:1@${digest}`,
    ],
    [
      "by the site's own digest",
      "redis",
      { ...settings, digests: { redis: `sha256:${"d".repeat(64)}` } },
      `redis:1@sha256:${"d".repeat(64)}`,
    ],
  ])("are pulled %s", (_title, repository, images, reference) => {
    expect(imageReference({ repository, tag: "1", digest }, images)).toBe(reference);
  });

  test("of belfry's own are pulled from where they were pushed, whatever stands for the other registries", () => {
    const own = {
      ...settings,
      registry: "mirror.example",
      own: "r.example/mine",
      digests: { belfry: digest },
    };
    expect(imageReference(ownImage, own)).toBe(`r.example/mine/belfry:0.1.0@${digest}`);
    expect(imageReference({ repository: "redis", tag: "7", digest }, own)).toBe(
      `mirror.example/redis:7@${digest}`,
    );
  });

  test("are pulled by their tag alone only where that is allowed", () => {
    const image = { repository: "redis", tag: "7", digest: "unlocked" as const };
    expect(imageReference(image, { ...settings, unlocked: "allow" })).toBe("redis:7");
  });

  test("are asked for at each start where a tag alone names them, since it may be another image by then", async () => {
    const unlocked: Workload = {
      ...plain,
      image: { repository: "redis", tag: "7", digest: "unlocked" },
      files: { "/etc/shop/shop.yml": "" },
      reload: { files: ["/etc/shop/shop.yml"], how: { by: "http", port: "http", path: "/-/reload" } },
    };
    const policies = async (images: object) => {
      const { spec } = await controllerOf(unlocked, images);
      const containers: readonly Record<string, unknown>[] = spec.template.spec.containers;
      return containers.map(({ image, imagePullPolicy }) => [image, imagePullPolicy]);
    };
    expect(await policies({ unlocked: "allow" })).toEqual([
      ["redis:7", "Always"],
      ["belfry-tool:0.1.0", "Always"],
    ]);
    expect(await policies({ unlocked: "allow", digests: { redis: digest } })).toEqual([
      [`redis:7@${digest}`, "IfNotPresent"],
      ["belfry-tool:0.1.0", "Always"],
    ]);
  });
});
