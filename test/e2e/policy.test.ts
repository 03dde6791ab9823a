import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apps, core } from "@pulumi/kubernetes";
import { output, secret } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { stackConfig } from "../../scripts/render/stack-config";
import { type PackOutcome, type PolicyEngine, policyEngine } from "./support/policy-engine";

// The pack in Pulumi's real engine, over the engine's own protocol; the providers are replaced by one that takes
// everything as it is.

const canary = "canary-5b8e-must-never-be-shown";
const repository = join(__dirname, "../..");
const digest = `sha256:${"0a1b2c3d".repeat(8)}`;
let engine: PolicyEngine;

beforeAll(async () => {
  engine = await policyEngine();
});
afterAll(() => engine?.close());

const labels = { "app.kubernetes.io/name": "web" };

function good(): void {
  const probe = { httpGet: { path: "/ready", port: 8080 } };
  new apps.v1.Deployment("web", {
    metadata: { name: "web", namespace: "shop", labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "web",
              image: `ghcr.io/shop/web:1.2.3@${digest}`,
              livenessProbe: probe,
              readinessProbe: probe,
              resources: {
                requests: { cpu: "100m", memory: "64Mi" },
                limits: { memory: "128Mi", "ephemeral-storage": "64Mi" },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
        },
      },
    },
  });
  closed();
}

function closed(): void {
  const { NetworkPolicy } = require("@pulumi/kubernetes").networking.v1;
  new NetworkPolicy("default-deny", {
    metadata: { name: "default-deny", namespace: "shop" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
}

/** Breaks twelve policies on one container, and three more. */
function bad(): void {
  new apps.v1.Deployment("web", {
    metadata: { name: "web", namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "web", image: "nginx:latest", env: [{ name: "API_KEY", value: canary }] }],
        },
      },
    },
  });
  new core.v1.ConfigMap("settings", {
    metadata: { name: "settings", namespace: "shop" },
    data: { "app.conf": `password = ${canary}` },
  });
  new core.v1.Secret("db", {
    metadata: { name: "db", namespace: "shop" },
    stringData: { password: "change-this-strong-password" },
  });
}

function names({ findings }: PackOutcome, level: string): readonly string[] {
  return [...new Set(findings.filter((one) => one.level === level).map(({ policy }) => policy))].sort();
}

const broken = [
  "config-maps-hold-no-secrets",
  "containers-bound-ephemeral-storage",
  "containers-drop-capabilities",
  "containers-forbid-privilege-escalation",
  "containers-have-liveness-probe",
  "containers-have-memory-limit",
  "containers-have-readiness-probe",
  "containers-have-read-only-root",
  "containers-have-requests",
  "containers-run-as-non-root",
  "containers-set-seccomp",
  "environment-holds-no-secrets",
  "images-have-digests",
  "images-have-tags",
  "namespaces-deny-egress",
  "namespaces-deny-ingress",
  "objects-have-labels",
  "secrets-are-not-template-values",
  "workloads-mount-no-unused-token",
].sort();

test("a program that breaks the checklist is refused, policy by policy, and no value is shown", async () => {
  const outcome = await engine.run(async () => bad());
  expect(outcome.ok).toBe(false);
  expect(names(outcome, "mandatory")).toEqual(broken);
  expect(outcome.said).not.toContain(canary);
  expect(JSON.stringify(outcome.findings)).not.toContain(canary);
});

test("the program that was mended passes", async () => {
  const outcome = await engine.run(async () => good());
  expect(names(outcome, "mandatory")).toEqual([]);
  expect(outcome.ok).toBe(true);
});

test("what is advisory in an environment is told and lets it pass", async () => {
  const outcome = await engine.run(async () => bad(), { env: { BELFRY_ENVIRONMENT: "local" } });
  expect(outcome.ok).toBe(true);
  expect(names(outcome, "advisory")).toEqual(broken);
});

test("unknowns, Outputs and secrets are survived: nothing is passed or refused before it is known", async () => {
  const outcome = await engine.run(async () => {
    good();
    const password = new RandomPassword("password", { length: 24 });
    new core.v1.Secret("db", {
      metadata: { name: "db", namespace: "shop" },
      stringData: { password: password.result, "api-key": secret(canary) },
    });
    new core.v1.ConfigMap("later", {
      metadata: { name: output("later"), namespace: "shop" },
      data: { "app.conf": password.result },
    });
  });
  expect(outcome.ok).toBe(true);
  const unjudged = outcome.findings.filter(({ policy }) => policy === "resources-can-be-judged");
  expect(unjudged.map(({ message }) => message.split("\n").at(-1))).toEqual(
    expect.arrayContaining([
      expect.stringContaining("secrets-are-not-template-values: Secret shop/db"),
      expect.stringContaining("config-maps-hold-no-secrets: ConfigMap shop/later"),
    ]),
  );
  expect(outcome.said).not.toContain(canary);
});

/** A configuration of the pack in a file of its own. */
function configured(text: string): Record<string, string> {
  const file = join(mkdtempSync(join(tmpdir(), "belfry-pack-")), "pack.yaml");
  writeFileSync(file, text);
  return { BELFRY_POLICY_CONFIG: file };
}

test("a safe default is filled in where nothing is said, and only there", async () => {
  const env = configured(
    "environments: { policy: { enforcement: advisory, policies: { containers-set-seccomp: remediate, workloads-mount-no-unused-token: remediate, objects-have-labels: remediate } } }",
  );
  const outcome = await engine.run(async () => bad(), { env: { ...env, BELFRY_ENVIRONMENT: "policy" } });
  const remedied = ["containers-set-seccomp", "objects-have-labels", "workloads-mount-no-unused-token"];
  const events = outcome.events.filter((event) => "policyRemediationEvent" in event);
  const policies = events.map((event) =>
    Reflect.get(Object(Reflect.get(event, "policyRemediationEvent")), "policyName"),
  );
  expect([...policies].sort()).toEqual(remedied);
  expect(names(outcome, "advisory").filter((name) => remedied.includes(name))).toEqual([]);
  const web = outcome.events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.urn.endsWith("::web"));
  const inputs = web?.resourcePreEvent?.metadata.new?.inputs;
  expect(inputs?.metadata.labels).toEqual({ "app.kubernetes.io/name": "web" });
  expect(inputs?.spec.template.spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
  });
  expect(outcome.said).not.toContain(canary);
});

test("a misspelt policy in the configuration stops everything, with the name that was meant", async () => {
  const env = configured("environments: { prod: { policies: { images-have-digest: advisory } } }");
  const outcome = await engine.run(async () => good(), { env });
  expect(outcome.ok).toBe(false);
  expect(outcome.said).toContain(
    'there is no policy "images-have-digest". Fix: did you mean images-have-digests?',
  );
});

test("what is accepted passes and is shown; what was accepted until yesterday is refused", async () => {
  const accept = (expires: string) =>
    configured(
      `exemptions: [{ policy: images-have-digests, resource: "Deployment shop/web*", reason: "a test of exemptions", owner: shop, expires: "${expires}" }]`,
    );
  const program = async () => {
    good();
    const open = { metadata: { name: "web", namespace: "shop" }, spec: { type: "ClusterIP" } };
    new core.v1.Service("web", open);
  };
  const current = await engine.run(program, { env: accept("2199-01-01") });
  expect(current.ok).toBe(true);
  const shown = current.findings.filter(({ policy }) => policy === "exemptions-are-used");
  expect(shown.map(({ message }) => message.split("\n").at(-1))).toEqual([
    "Unused: images-have-digests on Deployment shop/web*, until 2199-01-01, by shop: a test of exemptions Fix: remove it.",
  ]);
  const expired = await engine.run(program, { env: accept("2020-01-01") });
  expect(expired.ok).toBe(false);
  expect(names(expired, "mandatory")).toEqual(["exemptions-are-current"]);
});

test("belfry's own prod stack passes its own pack, with reasoned exemptions only", async () => {
  const program: () => Promise<Record<string, unknown>> = require(join(repository, "index.ts"));
  const settings = { ...stackConfig(repository, "prod"), "belfry:images": '{"unlocked":"allow"}' };
  const outcome = await engine.run(async () => program(), {
    settings,
    project: "belfry",
    env: { BELFRY_ENVIRONMENT: "prod" },
  });
  expect(outcome.findings.filter(({ level }) => level === "mandatory")).toEqual([]);
  expect(outcome.ok).toBe(true);
  const shown = outcome.findings.filter(({ policy }) => policy === "exemptions-are-used");
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter(({ message }) => !message.includes("\nIn force: "))).toEqual([]);
});
