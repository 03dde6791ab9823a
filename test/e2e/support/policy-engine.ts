import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type EngineEvent, LocalWorkspace, type PulumiFn } from "@pulumi/pulumi/automation";
import { startProvider } from "../../../scripts/trial-engine/start-provider";
import { findTool } from "../../../toolchain/find";
import { explainMissing, isFound } from "../../../toolchain/outcome";

const repository = join(__dirname, "../../..");

/** A finding as the engine tells of it. */
export interface PolicyFinding {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
  /** Name of the resource; undefined for the stack. */
  readonly resource: string | undefined;
}

/** How a preview with the pack ended. */
export interface PackOutcome {
  readonly ok: boolean;
  readonly findings: readonly PolicyFinding[];
  /** Everything that the engine said. */
  readonly said: string;
  readonly events: readonly EngineEvent[];
}

/** The real engine with the pack, and providers that take everything as it is. */
export interface PolicyEngine {
  run(
    program: PulumiFn,
    options?: {
      readonly env?: Record<string, string>;
      readonly settings?: Readonly<Record<string, string>>;
      /** @default another than belfry */
      readonly project?: string;
    },
  ): Promise<PackOutcome>;
  close(): Promise<void>;
}

export async function policyEngine(): Promise<PolicyEngine> {
  const tool = await findTool("pulumi");
  if (!isFound(tool)) throw new Error(explainMissing(tool));
  const folder = mkdtempSync(join(tmpdir(), "belfry-policy-"));
  const bin = join(folder, "bin");
  for (const one of ["bin", "state"]) mkdirSync(join(folder, one));
  // The official CLI starts the pack by its language host; one that was built from its module finds this on PATH.
  const pack = 'exec node "$BELFRY_REPO/node_modules/@pulumi/pulumi/cmd/run-policy-pack" "$@"';
  writeFileSync(join(bin, "pulumi-analyzer-policy-nodejs"), `#!/bin/sh\n${pack}\n`, { mode: 0o755 });
  const provider = await startProvider();
  const envVars = {
    BELFRY_REPO: repository,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "for this test only",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: provider.attach,
    PATH: [bin, dirname(tool.binaries.pulumi ?? ""), process.env.PATH].join(delimiter),
  };
  return {
    run: async (program, { env = {}, settings = {}, project = "policy" } = {}) => {
      const workDir = join(folder, project);
      mkdirSync(workDir, { recursive: true });
      const options = { workDir, envVars: { ...envVars, ...env } };
      Object.assign(process.env, envVars);
      const inline = { stackName: "policy", projectName: project, program };
      const stack = await LocalWorkspace.createOrSelectStack(inline, options);
      const config = Object.entries(settings).map(([key, value]) => [key, { value }]);
      await stack.setAllConfig(Object.fromEntries(config));
      const events: EngineEvent[] = [];
      const said: string[] = [];
      const how = {
        onEvent: (event: EngineEvent) => void events.push(event),
        onOutput: (text: string) => void said.push(text),
        policyPacks: [join(repository, "policy")],
      };
      const ok = await stack.preview(how).then(
        () => true,
        (error: unknown) => {
          said.push(String(error));
          return false;
        },
      );
      return { ok, findings: events.flatMap(findingOf), said: said.join(""), events };
    },
    close: async () => {
      await provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findingOf({ policyEvent }: EngineEvent): readonly PolicyFinding[] {
  if (policyEvent === undefined) return [];
  const { policyName, enforcementLevel, message, resourceUrn } = policyEvent;
  const resource = resourceUrn?.split("::").at(-1);
  return [{ policy: policyName, level: enforcementLevel, message: plain(message), resource }];
}

/** Without the engine's marks for colours. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
