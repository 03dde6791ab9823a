import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

// The official CLI ships pulumi-language-nodejs; one that is built from its Go module comes without. This one does what
// `preview`, `up` and `destroy` of a program in this clone need, over Pulumi's own protobufs, and nothing else.

const proto = (name: string) => require(`@pulumi/pulumi/proto/${name}`);
const { LanguageRuntimeService } = proto("language_grpc_pb");
const language = proto("language_pb");
const { PluginInfo } = proto("plugin_pb");
const pulumi = dirname(require.resolve("@pulumi/pulumi/package.json"));
const engine = process.argv.filter((word) => !word.startsWith("-")).at(-1) ?? "";

/** What the host reads of a request; the protobufs of @pulumi/pulumi have no types of their own. */
interface RunRequest {
  getInfo(): { getProgramDirectory(): string; getEntryPoint(): string } | undefined;
  getMonitorAddress(): string;
  getOrganization(): string;
  getProject(): string;
  getStack(): string;
  getPwd(): string;
  getProgram(): string;
  getParallel(): number;
  getDryrun(): boolean;
  getConfigMap(): { entries(): Iterable<[string, string]> };
  getConfigsecretkeysList(): string[];
}
type Call = ServerUnaryCall<RunRequest, unknown>;
type Answer = sendUnaryData<unknown>;

function run({ request }: Call, answer: Answer): void {
  const info = request.getInfo();
  const options = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: info?.getProgramDirectory() || request.getPwd(),
    parallel: String(request.getParallel()),
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  if (request.getDryrun()) flags.push("--dry-run");
  const env = {
    ...process.env,
    PULUMI_NODEJS_TYPESCRIPT: "true",
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const program = info?.getEntryPoint() || request.getProgram() || ".";
  // Standard output is where the engine reads this host's port from.
  const child = spawn(process.execPath, [join(pulumi, "cmd", "run"), ...flags, program], {
    env,
    cwd: options.pwd,
    stdio: ["ignore", 2, 2],
  });
  child.on("exit", (code) => {
    const response = new language.RunResponse();
    // 32: the program has already told its error to the engine.
    if (code === 32) response.setBail(true);
    else if (code !== 0) response.setError(`the program ended with ${code}`);
    answer(null, response);
  });
}

const server = new Server();
const handlers: Record<string, (call: Call, answer: Answer) => void> = {
  run,
  getPluginInfo: (_call, answer) => {
    const info = new PluginInfo();
    info.setVersion("3.0.0");
    answer(null, info);
  },
  getRequiredPlugins: (_call, answer) => answer(null, new language.GetRequiredPluginsResponse()),
  getRequiredPackages: (_call, answer) => answer(null, new language.GetRequiredPackagesResponse()),
  cancel: (_call, answer) => answer(null, new Empty()),
};
// The engine copes with whatever it gets "unimplemented" for.
server.addService(LanguageRuntimeService, handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
