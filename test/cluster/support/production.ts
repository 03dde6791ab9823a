import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "../../e2e/support/eventually";
import { folders } from "../lab/folders";
import type { BuiltImage } from "../lab/image";
import { addresses, registryHost } from "../lab/ranges";
import { kubectl, pods } from "./kubectl";
import { testCluster } from "./test-cluster";

const repository = join(__dirname, "../../..");
const rendered = join(repository, "dist/prod");
const secrets = join(folders.run, "secrets");
/** No registry that can be reached from here has Grafana: all of it is applied but its pod. */
const withoutPod = "grafana.yaml";

type Settings = Readonly<Record<string, unknown>>;

/** Settings of production in the test cluster: its addresses, its registry, digests of the images that it has. */
export function settingsFor(images: readonly BuiltImage[]): Settings {
  return {
    "belfry:kubernetes": {
      nodes: [addresses.wire],
      apiServer: [`${addresses.node}/32`, `${addresses.apiService}/32`],
    },
    "belfry:images": {
      registry: registryHost,
      digests: Object.fromEntries(images.map(({ repository, digest }) => [repository, digest])),
    },
    "belfry:simulate": true,
  };
}

/** `npm run render` with the cluster's settings and some others; fails as the command does. */
export async function render(others: Settings = {}): Promise<void> {
  await script("render", others, "--secrets", secrets);
}

/** `npm run preflight`, likewise; what it prints. */
export async function preflight(others: Settings = {}): Promise<string> {
  return await script("preflight", others);
}

/** Runs one of belfry's scripts for the cluster's stack. */
async function script(name: string, others: Settings, ...more: string[]): Promise<string> {
  const { settings: usual, kubectl, env } = testCluster();
  const config = Object.entries({ ...usual, ...others }).flatMap(([key, value]) => [
    "-c",
    `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);
  const args = ["tsx", `scripts/${name}.ts`, "--stack", "prod", ...config, ...more];
  const path = { PATH: `${commands(kubectl)}:${env.PATH}` };
  const where = { cwd: repository, env: { ...env, ...path }, timeout: 120_000 };
  return (await promisify(execFile)("npx", args, where)).stdout;
}

/** A folder with a command `kubectl`, as people have it on their PATH. */
function commands(kubectl: readonly string[]): string {
  const folder = join(folders.run, "bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kubectl"), `#!/bin/sh\nexec ${kubectl.join(" ")} "$@"\n`, { mode: 0o755 });
  return folder;
}

/** Applies what was rendered last. */
export async function apply(): Promise<void> {
  await kubectl("apply", "--server-side", ...manifests());
}

/** What `render` wrote, as arguments of kubectl: namespaces and secrets before the pods that wait for them. */
export function manifests(): readonly string[] {
  const below = (folder: string) => readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const own = (file: string) => (file === withoutPod ? podless(file) : join(rendered, file));
  const [namespaces = "", ...others] = below(rendered).map(own);
  const secretFiles = below(secrets).map((file) => join(secrets, file));
  return [namespaces, ...secretFiles, ...others].flatMap((file) => ["-f", file]);
}

/** A copy of a rendered file, without what would make pods. */
function podless(file: string): string {
  const objects = readFileSync(join(rendered, file), "utf8").split(/^---$/m);
  const kept = objects.filter((text) => !/^kind: (StatefulSet|Deployment)$/m.test(text));
  if (kept.length !== objects.length - 1) throw new Error(`${file} should have one workload`);
  const copy = join(folders.run, file);
  writeFileSync(copy, kept.join("---"));
  return copy;
}

/** Waits until every container of the stack is ready; the seconds that it took. */
export async function ready(withinSeconds: number): Promise<number> {
  const began = Date.now();
  await eventually("every container to be ready", withinSeconds, async () => {
    const waiting = (await pods()).filter(
      ({ status, spec }) =>
        (status.containerStatuses ?? []).filter((one) => one.ready).length < spec.containers.length,
    );
    const all = await kubectl("get", "statefulsets,deployments,daemonsets", "-A", "-o", "json");
    const short = (JSON.parse(all).items as Controller[]).filter(({ status, spec }) => {
      return (status.readyReplicas ?? status.numberReady ?? 0) < (spec.replicas ?? 1);
    });
    const names = [...waiting, ...short].map(({ metadata }) => metadata.name);
    if (names.length > 0) throw new Error(`waiting for ${[...new Set(names)].join(", ")}`);
    return true;
  });
  return Math.round((Date.now() - began) / 1000);
}

interface Controller {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly readyReplicas?: number; readonly numberReady?: number };
}
