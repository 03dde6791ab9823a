/** `npm run verify:mutants`: breaks the content on purpose and counts what the proof notices. */
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { loadCatalog } from "../catalog";
import type { Area } from "../verify/check";
import { areas } from "../verify/check";
import type { Judged } from "../verify/mutants/prove";
import { judgeMutants } from "../verify/mutants/prove";
import { reasonFor } from "../verify/mutants/survivors";
import { plainTable } from "./stack/units-table";
import { areasOf } from "./verify/areas";
import { contentToProve } from "./verify/content";

interface Options {
  readonly only?: readonly Area[];
  readonly ofEach: number;
  readonly sample?: number;
  readonly seed: number;
  readonly goal: number;
  readonly json?: boolean;
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It is a whole number above 0.");
}

function noticed(judged: readonly Judged[]): number {
  return judged.filter(({ by }) => by).length;
}

function print(judged: readonly Judged[], seconds: number): void {
  const named = [...new Set(judged.map(({ mutant }) => mutant.kind))];
  const rows = named.map((kind) => {
    const own = judged.filter(({ mutant }) => mutant.kind === kind);
    return [kind, String(own.length), String(noticed(own))];
  });
  console.log(plainTable(["KIND", "MUTANTS", "NOTICED"], rows));
  for (const { mutant } of judged.filter(({ by }) => !by)) {
    const why = reasonFor(mutant) ?? pc.red("nobody has said why");
    console.log(`${pc.yellow("survives")} ${mutant.kind}: ${mutant.subject}: ${why}`);
  }
  const share = (100 * noticed(judged)) / judged.length;
  const counted = `${noticed(judged)} of ${judged.length} noticed (${share.toFixed(1)}%)`;
  console.log(`\n${counted}, ${named.length} kinds, in ${seconds.toFixed(0)} s`);
}

/** In the form of `verify --json`: a survivor that is explained counts as skipped. */
function report(judged: readonly Judged[]): unknown {
  const checks = judged.map(({ mutant, by }) => {
    const outcome = by ? "passed" : reasonFor(mutant) ? "skipped" : "failed";
    return { area: mutant.area, subject: mutant.subject, claim: `"${mutant.kind}" is noticed`, outcome };
  });
  return { checks, missing: [] };
}

async function main(options: Options): Promise<void> {
  const began = Date.now();
  const judged = await judgeMutants(contentToProve(loadCatalog()), {
    ...options,
    ...(options.only ? { areas: options.only } : {}),
    onJudged: ({ mutant, by }) => {
      const claim = by ? `${by.subject}: ${by.claim}: ${by.detail}` : "nobody";
      console.error(
        `${by ? pc.green("noticed") : pc.yellow("survives")} ${mutant.kind} (${mutant.subject}) by ${claim}`,
      );
    },
  });
  if (options.json) console.log(JSON.stringify(report(judged), null, 2));
  else print(judged, (Date.now() - began) / 1000);
  const unexplained = judged.filter(({ mutant, by }) => !by && reasonFor(mutant) === undefined);
  // A share of a dozen says little.
  const missesGoal = options.sample === undefined && (100 * noticed(judged)) / judged.length < options.goal;
  process.exitCode = judged.length === 0 || unexplained.length > 0 || missesGoal ? 1 : 0;
}

new Command("verify:mutants")
  .description("Break the content on purpose, and count what the proof notices.")
  .option("--of-each <n>", "most mutants of each kind", whole, 7)
  .option("--sample <n>", "so many of all of them only", whole)
  .option("--seed <n>", "another seed breaks other things", whole, 1)
  .option("--only <areas>", `comma-separated: ${areas.join(", ")}`, areasOf)
  .option("--goal <percent>", "fails below this share", whole, 98)
  .option("--json", "print the report as JSON")
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    console.error(process.env.BELFRY_DEBUG ? error.stack : error.message);
    process.exitCode = 2;
  });
