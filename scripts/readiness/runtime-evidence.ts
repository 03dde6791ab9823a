import { z } from "zod";
import type { Evidence } from "../../policy/model/evidence";
import { printQuery } from "../../queries/print";
import type { PromQuery } from "../../queries/series";
import type { Question } from "./questions";

const answer = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/** How long what was seen counts, in hours: whoever reads the report later asks again; a drill is worth a quarter. */
const worth = { probed: 24, drilled: 90 * 24 } as const;
const patienceMs = 10_000;

/** One number of Prometheus; undefined where it knows none. */
async function numberFrom(prometheus: string, query: PromQuery): Promise<number | undefined> {
  const asked = new URLSearchParams({ query: printQuery(query.expression) });
  const response = await fetch(`${prometheus}/api/v1/query`, {
    method: "POST",
    body: asked,
    signal: AbortSignal.timeout(patienceMs),
  }).catch(() => {
    throw new Error(
      `No Prometheus answers at ${prometheus}. Fix: start the stack, or name another with --prometheus.`,
    );
  });
  if (!response.ok) throw new Error(`Prometheus at ${prometheus} answers ${response.status} to ${asked}.`);
  const [first] = answer.parse(await response.json()).data.result;
  const number = Number(first?.value[1]);
  return Number.isNaN(number) ? undefined : number;
}

async function evidenceOf(prometheus: string, one: Question, now: Date): Promise<Evidence | undefined> {
  const number = await numberFrom(prometheus, one.query);
  if (number === undefined) return undefined;
  const found = one.at ? await numberFrom(prometheus, one.at) : undefined;
  const at = found === undefined ? now : new Date(found * 1000);
  return {
    ...{
      line: one.line,
      kind: one.kind ?? "probed",
      by: one.by,
      passed: one.passes(number),
      detail: one.seen(number),
    },
    ...(one.system === undefined ? {} : { system: one.system }),
    ...(one.untried === undefined ? {} : { untried: one.untried }),
    at: at.toISOString(),
    until: new Date(at.getTime() + worth[one.kind ?? "probed"] * 3_600_000).toISOString(),
  };
}

/** A system has several services: the line holds when it holds for each. */
function worst(all: readonly Evidence[]): readonly Evidence[] {
  const keys = [...new Set(all.map(({ line, system }) => `${line} ${system}`))];
  return keys.flatMap((key) => {
    const group = all.filter(({ line, system }) => `${line} ${system}` === key);
    const [first] = group;
    if (first === undefined) return [];
    const counted = group.filter(({ passed }) => !passed);
    const told = counted.length > 0 ? counted : group;
    const oldest = group.map(({ at }) => at).sort()[0] ?? first.at;
    const ends = group.map(({ until }) => until).sort()[0] ?? first.until;
    const detail = told.map((one) => one.detail).join("; ");
    return [{ ...first, passed: counted.length === 0, detail, at: oldest, until: ends }];
  });
}

/** What the running stack shows of the checklist, as evidence. */
export async function runtimeEvidence(
  prometheus: string,
  questions: readonly Question[],
  now = new Date(),
): Promise<readonly Evidence[]> {
  const found = await Promise.all(questions.map((one) => evidenceOf(prometheus, one, now)));
  return worst(found.flatMap((one) => one ?? []));
}
