/** `npm run supply-chain [-- --level high --out DIR --json]`: dependency audit, bill of materials, image scan; what cannot be done is a named skip. */
import { Command, Option } from "commander";
import { runScript } from "../stack/command";
import { type AuditLevel, auditLevels, type StepOutcome } from "./supply-chain/audit";
import { audit, billOfMaterials, imageBills, imageScan } from "./supply-chain/steps";

interface SupplyChainOptions {
  readonly level: AuditLevel;
  readonly out: string;
  readonly json?: true;
}

function supplyChain({ level, out, json }: SupplyChainOptions): void {
  const steps: readonly (readonly [name: string, step: () => StepOutcome])[] = [
    ["dependency audit", () => audit(level)],
    ["bill of materials", () => billOfMaterials(out)],
    ["bills of images", () => imageBills(out)],
    ["image scan", () => imageScan(level)],
  ];
  const outcomes = steps.map(([name, step]) => ({ name, ...step() }));
  if (json) console.log(JSON.stringify(outcomes, null, 2));
  for (const { name, status, detail } of outcomes) console.error(`${status}: ${name}: ${detail}`);
  process.exitCode = outcomes.some(({ status }) => status === "fail") ? 1 : 0;
}

const command = new Command("supply-chain")
  .description("Dependency audit, bill of materials and image scan.")
  .addOption(
    new Option("--level <level>", "the mildest advisory that fails").choices(auditLevels).default("high"),
  )
  .option("--out <folder>", "where the bill of materials goes", "dist/reports")
  .option("--json", "print the outcomes as JSON")
  .action(supplyChain);
runScript(command);
