import { join } from "node:path";
import { type CustomResourceOptions, dynamic, type Input, secret } from "@pulumi/pulumi";
import type { UnitInputs } from "./unit";
import type { UnitRequest } from "./unit-command";

/** What the engine hands over: the inputs, and the provider's own text. */
type UnitProps = UnitInputs & { readonly __provider?: string };

/** The clone, for the code in the state; BELFRY_REPO names another one where it has moved. */
const repository = join(__dirname, "..", "..");

function withoutProvider({ __provider, ...inputs }: UnitProps): UnitInputs {
  return inputs;
}

/** Runs the committed script, so that the code in the state never grows old; secrets go over standard input. */
function runCommand(request: UnitRequest): Promise<{ present: boolean }> {
  // Required here and not imported above: Pulumi keeps this function's text in the state and runs it from there.
  const { spawn }: typeof import("node:child_process") = require("node:child_process");
  const cwd = process.env.BELFRY_REPO || repository;
  const timeout =
    (request.unit.process.readyWithinSeconds + request.unit.process.stop.graceSeconds + 120) * 1000;
  return new Promise((resolve, reject) => {
    const args = ["--import", "tsx", `${cwd}/platforms/local/unit-command.ts`];
    // A session of its own: Ctrl-C is for the engine, which lets what it has begun come to its end.
    const child = spawn("node", args, { cwd, timeout, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    let answer = "";
    let words = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words += text;
    });
    child.on("error", (error) => reject(new Error(`node could not be started in ${cwd}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(JSON.parse(answer));
      else
        reject(
          new Error(words.trim() || `${request.unit.process.name}: the command ended with ${code ?? signal}`),
        );
    });
    child.stdin.end(JSON.stringify(request));
  });
}

const provider: dynamic.ResourceProvider<UnitProps, UnitProps> = {
  check: async (_olds, news) => ({ inputs: news }),
  diff: async (_id, olds, news) => {
    // Explicit, since the default also compares this very code, which would change with every edit here.
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_key, part) =>
        part !== null && typeof part === "object" && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
          : part,
      );
    const [before, after] = [withoutProvider(olds), withoutProvider(news)];
    const moved = before.root !== after.root || before.process.name !== after.process.name;
    return {
      changes: sorted(before) !== sorted(after),
      replaces: moved ? ["root"] : [],
      deleteBeforeReplace: true,
    };
  },
  create: async (inputs) => {
    const unit = withoutProvider(inputs);
    await runCommand({ action: "create", unit });
    return { id: unit.process.name, outs: unit };
  },
  update: async (_id, olds, news) => {
    const unit = withoutProvider(news);
    await runCommand({ action: "update", unit, before: withoutProvider(olds) });
    return { outs: unit };
  },
  read: async (id, props) => {
    if (!props) return { id };
    const unit = withoutProvider(props);
    const { present } = await runCommand({ action: "read", unit });
    // An empty id tells the engine that the resource is gone.
    return present ? { id, props: unit } : { id: "", props: unit };
  },
  delete: async (_id, props) => {
    await runCommand({ action: "delete", unit: withoutProvider(props) });
  },
};

/** One process of the local platform; its identity is its unit in the supervisor, so no pid and no time is an output. */
export class LocalUnit extends dynamic.Resource {
  constructor(
    name: string,
    { secrets, ...inputs }: Omit<UnitInputs, "secrets"> & { readonly secrets: Record<string, Input<string>> },
    opts?: CustomResourceOptions,
  ) {
    const hidden = Object.fromEntries(Object.entries(secrets).map(([path, value]) => [path, secret(value)]));
    super(
      provider,
      name,
      { ...inputs, secrets: hidden },
      { ...opts, additionalSecretOutputs: ["secrets"] },
      "local",
      "Unit",
    );
  }
}
