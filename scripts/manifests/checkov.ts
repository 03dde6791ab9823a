import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../../toolchain/locations";
import { run } from "../../toolchain/run";
import { type Heard, objection } from "./finding";
import { output } from "./output";

const version = "3.3.30";
const installLimitMs = 15 * 60_000;

const report = z.object({
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
  }),
  summary: z.object({ parsing_errors: z.number(), resource_count: z.number() }),
});

/** Checkov in a Python of its own below the cache; an error says why it cannot be had. */
export async function obtainCheckov(): Promise<string> {
  const folder = join(cacheFolder(), "bin/checkov", version);
  const program = join(folder, "bin/checkov");
  if (existsSync(program)) return program;
  try {
    await run("python3", ["-m", "venv", folder]);
    const install = ["install", "--quiet", "--only-binary=:all:", `checkov==${version}`];
    await run(join(folder, "bin/pip"), install, { timeoutMs: installLimitMs });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return program;
}

/** What it fails; without asking anybody else. */
export async function checkov(program: string, folder: string): Promise<Heard> {
  const args = ["--directory", folder, "--framework", "kubernetes", "--output", "json"];
  return checkovSaid(await output(program, [...args, "--quiet", "--compact", "--skip-download"]));
}

export function checkovSaid(json: string): Heard {
  const { results, summary } = report.parse(JSON.parse(json));
  const findings = results.failed_checks.map(({ check_id, check_name, resource }) =>
    objection("checkov", check_id, named(resource), check_name),
  );
  const unread = Array.from({ length: summary.parsing_errors }, () =>
    objection("checkov", "parsing", "a file", "it could not read it"),
  );
  return { findings: [...findings, ...unread], looked: summary.resource_count };
}

/** `StatefulSet.belfry.redis` */
function named(resource: string): string {
  const [kind = "", namespace = "", ...name] = resource.split(".");
  return `${kind} ${namespace}/${name.join(".")}`;
}
