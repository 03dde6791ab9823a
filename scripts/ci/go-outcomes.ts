import { z } from "zod";

/** A test of a Go program, by its name. */
export interface GoOutcome {
  readonly name: string;
  readonly status: "pass" | "fail" | "skip";
  readonly detail: string;
}

const event = z.object({ Action: z.string(), Test: z.string().optional(), Output: z.string().optional() });
const endings = z.enum(["pass", "fail", "skip"]);

/** Reads what `go test -json` printed of a module; a run that fails without a test that does (it does not compile) fails. */
export function goOutcomes(module: string, printed: string, exitCode: number): readonly GoOutcome[] {
  const events = printed
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [event.parse(JSON.parse(line))] : []));
  const outcomes = events.flatMap(({ Action, Test }): readonly GoOutcome[] => {
    const ending = endings.safeParse(Action);
    // Parts of a test are counted with it.
    if (!ending.success || Test === undefined || Test.includes("/")) return [];
    const said = events.filter((one) => one.Test === Test).map(({ Output = "" }) => Output);
    const detail = ending.data === "pass" ? "" : said.join("").trim();
    return [{ name: `${module} ${Test}`, status: ending.data, detail }];
  });
  const isExplained = exitCode === 0 ? outcomes.length > 0 : outcomes.some(({ status }) => status === "fail");
  if (isExplained) return outcomes;
  const detail = `go test ended with exit code ${exitCode} after ${outcomes.length} tests`;
  return [...outcomes, { name: module, status: "fail", detail }];
}
