/** `npm run verify:mutants`: breaks the content on purpose and counts what the proof notices. */
import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { loadCatalog } from "../catalog";
import type { Judged } from "../verify/mutants/prove";
import { judgeMutants } from "../verify/mutants/prove";
import { plainTable } from "./stack/units-table";
import { contentToProve } from "./verify/content";

interface Options {
  readonly ofEach: number;
  readonly sample?: number;
  readonly seed: number;
  readonly goal: number;
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It is a whole number above 0.");
}

function print(judged: readonly Judged[], seconds: number): number {
  const kinds = [...new Set(judged.map(({ mutant }) => mutant.kind))];
  const rows = kinds.map((kind) => {
    const own = judged.filter(({ mutant }) => mutant.kind === kind);
    return [kind, String(own.length), String(own.filter(({ by }) => by).length)];
  });
  console.log(plainTable(["KIND", "MUTANTS", "NOTICED"], rows));
  for (const { mutant } of judged.filter(({ by }) => !by)) {
    console.log(`${pc.yellow("survives")} ${mutant.kind}: ${mutant.subject}`);
  }
  const noticed = judged.filter(({ by }) => by).length;
  const share = (100 * noticed) / judged.length;
  console.log(`\n${noticed} of ${judged.length} noticed (${share.toFixed(1)}%) in ${seconds.toFixed(0)} s`);
  return share;
}

async function main(options: Options): Promise<void> {
  const began = Date.now();
  const judged = await judgeMutants(contentToProve(loadCatalog()), {
    ...options,
    onJudged: ({ mutant, by }) => {
      const claim = by ? `${by.subject}: ${by.claim}: ${by.detail}` : "nobody";
      console.error(
        `${by ? pc.green("noticed") : pc.yellow("survives")} ${mutant.kind} (${mutant.subject}) by ${claim}`,
      );
    },
  });
  const share = print(judged, (Date.now() - began) / 1000);
  process.exitCode = judged.length > 0 && share >= options.goal ? 0 : 1;
}

new Command("verify:mutants")
  .description("Break the content on purpose, and count what the proof notices.")
  .option("--of-each <n>", "most mutants of each kind", whole, 7)
  .option("--sample <n>", "so many of all of them only", whole)
  .option("--seed <n>", "another seed breaks other things", whole, 1)
  .option("--goal <percent>", "fails below this share", whole, 98)
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.stack);
    process.exitCode = 2;
  });
