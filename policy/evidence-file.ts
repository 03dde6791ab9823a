import { readFileSync } from "node:fs";
import { z } from "zod";
import { checklist } from "./checklist";
import { explainIssue } from "./explain-issue";
import { type Evidence, evidenceSchema } from "./model/evidence";

const schema = z.array(evidenceSchema);

/** What speaks against a piece of evidence. */
function problemOf({ line, kind, link, at, until }: Evidence): string | undefined {
  const asked = checklist.find(({ id }) => id === line);
  if (asked === undefined) return `there is no line "${line}". Fix: use an id of policy/checklist.ts`;
  if (asked.judgedBy !== kind)
    return `the line "${line}" is ${asked.judgedBy}, not ${kind}. Fix: hand in what the line asks for`;
  if (kind === "attested" && link === undefined)
    return `an attestation of "${line}" needs a link. Fix: say where it can be read`;
  if (Date.parse(until) <= Date.parse(at))
    return `the evidence of "${line}" runs out before it was found. Fix: correct at and until`;
  return undefined;
}

/** What probes, drills and people have handed in: a JSON list. Refuses what it does not understand, with place and fix. */
export function readEvidence(file: string): readonly Evidence[] {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}. Fix: hand in a JSON list of evidence (docs/readiness.md).`,
    );
  }
  const result = schema.safeParse(data);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `  ${explainIssue(issue, data)}`);
    throw new Error([`${file} cannot be used:`, ...problems].join("\n"));
  }
  const problems = result.data.flatMap((one, i) => {
    const problem = problemOf(one);
    return problem === undefined ? [] : [`  ${i}: ${problem}`];
  });
  if (problems.length > 0) throw new Error([`${file} cannot be used:`, ...problems].join("\n"));
  return result.data;
}
