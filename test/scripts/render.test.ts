import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { placesOf } from "../../components/places";
import { passwordsIn } from "../../scripts/render/passwords";
import { rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";
import { paperPlatform } from "../support/container-place";

const folder = mkdtempSync(join(tmpdir(), "belfry-render-"));
const allow = { "belfry:images": '{"unlocked":"allow"}' };

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
    prod = await rendered("prod", allow, passwords);
  }, 60_000);

  test("has a file for each server, and the namespaces before them all", () => {
    const places = Object.values(placesOf(paperPlatform)).map(({ name }) => `${name}.yaml`);
    expect(Object.keys(prod.files)).toEqual(["00-namespaces.yaml", ...places.sort()]);
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
    expect(await rendered("prod", allow, passwordsIn(join(folder, "kept.json")))).toEqual(prod);
  }, 60_000);
});

test("an image that is not pinned ends it, unless that is allowed", async () => {
  await expect(rendered("prod", {}, undefined)).rejects.toThrow(/is not pinned.*Fix:/);
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
