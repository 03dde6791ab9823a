import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { goodManifests } from "./good-stack";
import { type Manifest, setAt } from "./manifest";

// The pack's own process, spoken to as the engine does; the protobufs of @pulumi/pulumi have no types of their own.

const pulumi = (name: string) => require(`@pulumi/pulumi/proto/${name}`);
const proto = pulumi("analyzer_pb");
const { AnalyzerClient } = pulumi("analyzer_grpc_pb");
const repository = join(__dirname, "../..");
/** How the engine writes a text that is not known yet, and how it marks a secret. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

interface Diagnostic {
  readonly policyname: string;
  readonly message: string;
}

let pack: ChildProcess;
let client: InstanceType<typeof AnalyzerClient>;

beforeAll(async () => {
  const runner = join(repository, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  pack = spawn(process.execPath, [runner, "127.0.0.1:1", ".", "-typescript=false"], {
    cwd: join(repository, "policy"),
    env: { ...process.env, BELFRY_ENVIRONMENT: "prod" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (pack.stdout === null) throw new Error("no output");
  const [port] = await once(pack.stdout, "data");
  client = new AnalyzerClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
}, 60_000);

afterAll(async () => {
  client?.close();
  pack.kill();
  await once(pack, "exit");
});

function call<R>(method: string, request: unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    client[method](request, (error: Error | null, answer: { toObject(): R }) => {
      if (error) reject(error);
      else resolve(answer.toObject());
    });
  });
}

function urnOf({ kind, metadata }: Manifest): string {
  return `urn:pulumi:prod::belfry::kubernetes:core/v1:${kind}::${String((metadata as Manifest).name)}`;
}

function typeOf({ apiVersion, kind }: Manifest): string {
  const group = String(apiVersion) === "v1" ? "core/v1" : String(apiVersion);
  return `kubernetes:${group}:${String(kind)}`;
}

function fill(message: ReturnType<typeof proto.AnalyzeRequest>, manifest: Manifest) {
  message.setType(typeOf(manifest));
  message.setUrn(urnOf(manifest));
  message.setName(String((manifest.metadata as Manifest).name));
  message.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(manifest))));
  message.setOptions(new proto.AnalyzerResourceOptions());
  return message;
}

async function analyze(manifest: Manifest): Promise<readonly Diagnostic[]> {
  const request = fill(new proto.AnalyzeRequest(), manifest);
  return (await call<{ diagnosticsList: Diagnostic[] }>("analyze", request)).diagnosticsList;
}

async function analyzeStack(manifests: readonly Manifest[]): Promise<readonly Diagnostic[]> {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(manifests.map((one) => fill(new proto.AnalyzerResource(), one)));
  return (await call<{ diagnosticsList: Diagnostic[] }>("analyzeStack", request)).diagnosticsList;
}

const manifests = goodManifests().filter(({ kind }) => kind !== "docker");
const named = (which: string) => {
  const found = manifests.find(({ kind, metadata }) => `${kind}/${(metadata as Manifest).name}` === which);
  if (found === undefined) throw new Error(`no ${which}`);
  return structuredClone(found);
};
const container = "spec.template.spec.containers.0";

test("the pack tells its name, its policies and what they can be set to", async () => {
  const info = await call<{ name: string; policiesList: { name: string; configschema?: unknown }[] }>(
    "getAnalyzerInfo",
    new (pulumi("analyzer_grpc_pb").AnalyzerService.getAnalyzerInfo.requestType)(),
  );
  expect(info.name).toBe("production-checklist");
  expect(info.policiesList.length).toBeGreaterThan(70);
  const registries = info.policiesList.find(({ name }) => name === "images-come-from-allowed-registries");
  expect(JSON.stringify(registries?.configschema)).toContain("Registries that images may come from");
});

test("a good resource has nothing to tell, a bad one names the policy", async () => {
  expect(await analyze(named("Deployment/web"))).toEqual([]);
  const bad = named("Deployment/web");
  setAt(bad, `${container}.securityContext.privileged`, true);
  expect((await analyze(bad)).map(({ policyname }) => policyname)).toEqual(["containers-are-not-privileged"]);
});

test("a value that is not known yet is told as such, and neither passed nor refused", async () => {
  const later = named("Deployment/web");
  setAt(later, `${container}.image`, unknownText);
  const told = await analyze(later);
  expect([...new Set(told.map(({ policyname }) => policyname))]).toEqual(["resources-can-be-judged"]);
  expect(told.map(({ message }) => message.split("\n").at(-1)?.split(":")[0])).toEqual([
    "images-come-from-allowed-registries",
    "images-have-digests",
    "images-have-tags",
  ]);
});

test("a secret arrives in plain text, and stays out of every message", async () => {
  const value = "canary-in-plain-text";
  const marked = named("Deployment/web");
  const env = [{ name: "DB_PASSWORD", value: { ...secretMark, value } }];
  setAt(marked, `${container}.env`, env);
  const told = await analyze(marked);
  expect(told.map(({ policyname }) => policyname)).toEqual(["environment-holds-no-secrets"]);
  expect(JSON.stringify(told)).not.toContain(value);
});

/** Seconds of processor that the pack has used; wall time would measure what else the machine does. */
function usedSeconds(): number {
  const fields = readFileSync(`/proc/${pack.pid}/stat`, "utf8").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux(
  "250 resources take a quarter of the 10 s that 1,000 may take, or twice that on a busy machine",
  async () => {
    const copies = Array.from({ length: 250 - manifests.length }, (_, i) => {
      const copy = named("Deployment/web");
      setAt(copy, "metadata.name", `web-${i}`);
      return copy;
    });
    const all = [...manifests, ...copies];
    const before = usedSeconds();
    for (const one of all) await analyze(one);
    await analyzeStack(all);
    expect(usedSeconds() - before).toBeLessThan(5);
  },
  120_000,
);
