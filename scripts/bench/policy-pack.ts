import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { repository } from "../stack/engine-environment";

/** A resource as the engine tells the pack of it. */
export interface PackResource {
  readonly type: string;
  readonly name: string;
  readonly properties: Parameters<typeof Struct.fromJavaScript>[0];
}

/** How long the pack took for a stack, by the clock: measure on a machine that does nothing else. */
export interface PackTimes {
  readonly startMs: number;
  readonly resourcesMs: number;
  readonly stackMs: number;
}

const proto = require("@pulumi/pulumi/proto/analyzer_pb");
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");

/** The pack's own process, asked over the engine's protocol about each resource, then about all together. */
export async function timePack(resources: readonly PackResource[]): Promise<PackTimes> {
  const began = performance.now();
  const runner = join(repository, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const pack = spawn(process.execPath, [runner, "127.0.0.1:1", ".", "-typescript=false"], {
    cwd: join(repository, "policy"),
    env: { ...process.env, BELFRY_ENVIRONMENT: "prod" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = await once(pack.stdout, "data");
    const client = new AnalyzerClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
    const ask = (method: string, request: unknown) =>
      new Promise<void>((resolve, reject) =>
        client[method](request, (error: Error | null) => (error ? reject(error) : resolve())),
      );
    const ready = performance.now();
    // Put together before the clock runs: it is the pack that is measured, not who plays the engine.
    const each = resources.map((one) => fill(new proto.AnalyzeRequest(), one));
    const all = new proto.AnalyzeStackRequest();
    all.setResourcesList(resources.map((one) => fill(new proto.AnalyzerResource(), one)));
    const started = performance.now();
    for (const request of each) await ask("analyze", request);
    const judged = performance.now();
    await ask("analyzeStack", all);
    client.close();
    const ended = performance.now();
    return { startMs: ready - began, resourcesMs: judged - started, stackMs: ended - judged };
  } finally {
    pack.kill();
  }
}

function fill(message: ReturnType<typeof proto.AnalyzeRequest>, { type, name, properties }: PackResource) {
  message.setType(type);
  message.setUrn(`urn:pulumi:prod::belfry::${type}::${name}`);
  message.setName(name);
  message.setProperties(Struct.fromJavaScript(properties));
  message.setOptions(new proto.AnalyzerResourceOptions());
  return message;
}
