import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Heard, objection } from "./finding";
import { output } from "./output";

/** Its worst grade. */
const critical = 1;

const report = z.array(
  z.object({
    object_name: z.string(),
    checks: z.array(
      z.object({
        check: z.object({ id: z.string() }),
        grade: z.number(),
        skipped: z.boolean(),
        comments: z.array(z.object({ path: z.string(), summary: z.string() })).nullable(),
      }),
    ),
  }),
);

/** What it calls critical. */
export async function kubeScore(program: string, folder: string): Promise<Heard> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(folder, name));
  return kubeScoreSaid(await output(program, ["score", "--output-format", "json", ...files]));
}

export function kubeScoreSaid(json: string): Heard {
  const objects = report.parse(JSON.parse(json));
  const findings = objects.flatMap(({ object_name: object, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade <= critical && !skipped)
      .flatMap(({ check, comments }) =>
        (comments ?? [{ path: "", summary: "" }]).map(({ path, summary }) =>
          objection("kube-score", check.id, named(object, path), summary),
        ),
      ),
  );
  return { findings, looked: objects.length };
}

/** `StatefulSet/apps/v1/belfry/tempo`, and perhaps a container of it. */
function named(object: string, container: string): string {
  const [kind = "", ...rest] = object.split("/");
  return `${kind} ${rest.slice(-2).join("/")}${container ? `, container ${container}` : ""}`;
}
