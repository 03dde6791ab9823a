import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { placesOf } from "../../components/places";
import { passwordsIn } from "../../scripts/render/passwords";
import { rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";
import { paperPlatform } from "../support/container-place";

const folder = mkdtempSync(join(tmpdir(), "belfry-render-"));
const settingsOf = (stack: string) => stackConfig(join(__dirname, "../.."), stack);
const production = { ...settingsOf("prod"), "belfry:images": '{"unlocked":"allow"}' };

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: Record<string, string>;
}

function manifests(files: Readonly<Record<string, string>>): Manifest[] {
  return Object.values(files).flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as Manifest),
  );
}

describe("production as files", () => {
  let prod: Awaited<ReturnType<typeof rendered>>;
  const passwords = passwordsIn(join(folder, "none.json"));
  beforeAll(async () => {
    prod = await rendered("prod", production, passwords.of);
  }, 60_000);

  test("has a file for each server, and the namespaces before them all", () => {
    const places = Object.values(placesOf(paperPlatform)).map(({ name }) => `${name}.yaml`);
    const ofClusters = ["kube-state-metrics.yaml", "log-collector.yaml"];
    expect(Object.keys(prod.files)).toEqual(["00-namespaces.yaml", ...[...places, ...ofClusters].sort()]);
  });

  test("names each object once, and each ConfigMap is below the limit of the API server", () => {
    const objects = manifests(prod.files);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    const sizes = objects.filter(({ kind }) => kind === "ConfigMap").map((map) => JSON.stringify(map).length);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });

  test("simulates nothing, and shows no generated password outside its Secret", () => {
    const text = Object.values(prod.files).join();
    expect(text).not.toContain("simulator-");
    const generated: string[] = Object.values(JSON.parse(passwords.text()));
    expect(generated).toHaveLength(3);
    const secrets = Object.values(prod.secretFiles).join();
    for (const password of generated) {
      expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(text).not.toContain(password);
      expect(secrets).toContain(password);
    }
  });

  test("says which secrets must be there", () => {
    expect(prod.secretNames).toContain(
      "belfry/grafana-secrets: run-secrets-grafana-admin, run-secrets-postgres-password",
    );
  });

  test("is the same byte for byte at the second time", async () => {
    writeFileSync(join(folder, "kept.json"), passwords.text());
    expect(await rendered("prod", production, passwordsIn(join(folder, "kept.json")).of)).toEqual(prod);
  }, 60_000);
});

describe("the laptop's stack as a compose file", () => {
  interface Service {
    depends_on?: Record<string, object>;
    volumes: { type: string; source: string; target: string; read_only: boolean }[];
    networks?: Record<string, object>;
    configs?: { source: string; target: string }[];
    secrets?: { source: string; target: string }[];
  }
  interface ComposeFile {
    services: Record<string, Service>;
    networks: Record<string, object>;
    volumes: Record<string, object>;
    configs: Record<string, { file: string }>;
    secrets: Record<string, { file: string }>;
  }
  const passwords = passwordsIn(join(folder, "none.json"));
  let dev: Awaited<ReturnType<typeof rendered>>;
  let compose: ComposeFile;
  beforeAll(async () => {
    dev = await rendered("dev", settingsOf("dev"), passwords.of);
    compose = parse(dev.files["compose.yaml"] ?? "");
  }, 60_000);

  test("has each server, its writer, and what prepares it", () => {
    const services = Object.keys(compose.services);
    for (const { name } of Object.values(placesOf(paperPlatform))) {
      expect(services).toEqual(expect.arrayContaining([`belfry-dev-${name}`, `belfry-dev-${name}-writer`]));
    }
    expect(compose.services["belfry-dev-postgres"]?.depends_on).toEqual({
      "belfry-dev-postgres-prepare": { condition: "service_completed_successfully" },
      "belfry-dev-postgres-writer": { condition: "service_completed_successfully" },
    });
  });

  test("names nothing that it does not have", () => {
    for (const service of Object.values(compose.services)) {
      expect(Object.keys(compose.services)).toEqual(
        expect.arrayContaining(Object.keys(service.depends_on ?? {})),
      );
      expect(Object.keys(compose.networks)).toEqual(
        expect.arrayContaining(Object.keys(service.networks ?? {})),
      );
      expect(Object.keys(compose.volumes)).toEqual(
        expect.arrayContaining(
          service.volumes.filter(({ type }) => type === "volume").map(({ source }) => source),
        ),
      );
      expect(Object.keys(compose.configs)).toEqual(
        expect.arrayContaining((service.configs ?? []).map(({ source }) => source)),
      );
      expect(Object.keys(compose.secrets)).toEqual(
        expect.arrayContaining((service.secrets ?? []).map(({ source }) => source)),
      );
    }
    expect(
      Object.values(compose.configs)
        .map(({ file }) => file.replace("./", ""))
        .sort(),
    ).toEqual(
      Object.keys(dev.files)
        .filter((file) => file !== "compose.yaml")
        .sort(),
    );
    expect(
      Object.values(compose.secrets)
        .map(({ file }) => file.replace("./secrets/", ""))
        .sort(),
    ).toEqual(Object.keys(dev.secretFiles).sort());
  });

  test("quotes what a reader of YAML 1.1 takes for a truth value", () => {
    expect(dev.files["compose.yaml"]).toContain('restart: "no"');
  });

  test("shows no generated password outside its secret files, and no dollar that compose would take", () => {
    const text = Object.values(dev.files).join();
    for (const password of Object.values<string>(JSON.parse(passwords.text()))) {
      expect(text).not.toContain(password);
      expect(Object.values(dev.secretFiles).join()).toContain(password);
    }
    expect(dev.files["compose.yaml"]?.replaceAll("$$", "")).not.toContain("$");
    expect(dev.files["compose.yaml"]).toContain("$$__file{/belfry/run/secrets/grafana-admin}");
  });
});

test("where simulators stand in, the closed network lets the prober ask each for its health", async () => {
  const { files } = await rendered("prod", { ...production, "belfry:simulate": "true" }, (name) => name);
  const names = manifests(files).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const simulators = Object.keys(files).filter((file) => file.startsWith("simulator-"));
  expect(simulators).toHaveLength(6);
  expect(
    names.filter((name) => /^NetworkPolicy simulator-.*-from-blackbox-exporter$/.test(name)).sort(),
  ).toEqual(
    simulators
      .map((file) => `NetworkPolicy ${file.replace(".yaml", "")}-asked-from-blackbox-exporter`)
      .sort(),
  );
});

test("there is nothing to render for processes", async () => {
  await expect(rendered("local", { "belfry:platform": "local" }, String)).rejects.toThrow(
    /Stack local runs as processes.*Fix: /,
  );
});

test("an image that is not pinned ends it, unless that is allowed", async () => {
  await expect(rendered("prod", settingsOf("prod"), String)).rejects.toThrow(/is not pinned.*Fix:/);
});

test("a stack without settings, and an encrypted setting, are refused by name", () => {
  expect(() => stackConfig(folder, "nowhere")).toThrow(/Pulumi\.nowhere\.yaml\. Fix: name a stack/);
  writeFileSync(join(folder, "Pulumi.dark.yaml"), "config:\n  belfry:cluster:\n    secure: v1:abc\n");
  expect(() => stackConfig(folder, "dark")).toThrow(/belfry:cluster is encrypted.*Fix:/);
});

test("settings are handed over as Pulumi does it", () => {
  writeFileSync(
    join(folder, "Pulumi.some.yaml"),
    "config:\n  belfry:platform: kubernetes\n  belfry:simulate: true\n  belfry:kubernetes:\n    nodes: [10.0.0.0/8]\n",
  );
  expect(stackConfig(folder, "some")).toEqual({
    "belfry:platform": "kubernetes",
    "belfry:simulate": "true",
    "belfry:kubernetes": '{"nodes":["10.0.0.0/8"]}',
  });
});
