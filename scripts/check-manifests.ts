/** `npm run check:manifests [-- --json]`: other people's checkers on what `render --stack prod` writes; one that cannot be had is a named skip. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { obtainTool } from "../toolchain/obtain";
import { checkov, obtainCheckov } from "./manifests/checkov";
import { exemptions } from "./manifests/exemptions";
import type { Heard } from "./manifests/finding";
import { stepOf } from "./manifests/judged";
import { kubeScore } from "./manifests/kube-score";
import { apiDescription, kubeconform } from "./manifests/kubeconform";
import { podSecurity } from "./manifests/pod-security";
import type { StepOutcome } from "./readiness/supply-chain/audit";
import { type KubernetesObject, manifestsOf } from "./render/manifests";
import { productionObjects } from "./render/rendered";
import { stackConfig } from "./render/stack-config";
import { writeFiles } from "./render/write";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

/** A checker: what it takes to have it, and how it judges. */
interface Checker {
  readonly name: string;
  readonly obtain: () => Promise<string>;
  readonly judge: (program: string) => Promise<Heard>;
}

async function programOf(name: "kubeconform" | "kube-score" | "pod-security"): Promise<string> {
  const { binaries } = await obtainTool(name, { onProgress: console.error });
  return binaries[name] ?? name;
}

function checkersOf(
  folder: string,
  schemas: string,
  objects: readonly KubernetesObject[],
): readonly Checker[] {
  return [
    {
      name: "kubeconform",
      obtain: async () => {
        await programOf("kubeconform");
        return apiDescription();
      },
      judge: async (description) =>
        kubeconform(await programOf("kubeconform"), description, { folder, schemas, objects }),
    },
    {
      name: "pod-security",
      obtain: () => programOf("pod-security"),
      judge: (program) => podSecurity(program, objects),
    },
    {
      name: "kube-score",
      obtain: () => programOf("kube-score"),
      judge: (program) => kubeScore(program, folder),
    },
    { name: "checkov", obtain: obtainCheckov, judge: (program) => checkov(program, folder) },
  ];
}

async function outcomeOf({ name, obtain, judge }: Checker, now: Date): Promise<StepOutcome> {
  let had: string;
  try {
    had = await obtain();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { status: "skip", detail: `cannot be had: ${why}` };
  }
  return stepOf(name, await judge(had), exemptions, now);
}

/** Production as its settings in this clone say; which images have digests is for the exemptions to tell. */
async function rendered(folder: string): Promise<readonly KubernetesObject[]> {
  const settings = { ...stackConfig(repository, "prod"), "belfry:images": '{"unlocked":"allow"}' };
  const objects = await productionObjects("prod", settings, (name) => `password-of-${name}`);
  writeFiles(folder, manifestsOf(objects).files);
  return objects.filter(({ kind }) => kind !== "Secret");
}

async function checkManifests({ json }: { readonly json?: true }): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "belfry-manifests-"));
  try {
    const folder = join(home, "prod");
    const objects = await rendered(folder);
    const outcomes = [];
    for (const checker of checkersOf(folder, join(home, "schemas"), objects)) {
      const outcome = { name: checker.name, ...(await outcomeOf(checker, new Date())) };
      console.error(`${outcome.status}: ${outcome.name}: ${outcome.detail}`);
      outcomes.push(outcome);
    }
    if (json) console.log(JSON.stringify(outcomes, null, 2));
    process.exitCode = outcomes.some(({ status }) => status === "fail") ? 1 : 0;
  } finally {
    rmSync(home, { recursive: true });
  }
}

const command = new Command("check-manifests")
  .description(
    "Judge what `render --stack prod` writes by kubeconform, Pod Security, kube-score and checkov.",
  )
  .option("--json", "print the outcomes as JSON")
  .action(checkManifests);
runScript(command);
