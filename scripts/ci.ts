/** `.ci/run [--full]`: runs the steps one after the other and counts what passed. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { claimCount } from "./ci/claim-count";
import { type Count, countOf, jestReport } from "./ci/jest-count";
import { killGroup } from "./ci/kill-group";
import { stepCount } from "./ci/step-count";
import { toolCount } from "./ci/tool-count";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** What its report counts: jest's tests, tools that were had, claims that hold, named steps. @default the step counts as one */
  readonly counts?: "tests" | "tools" | "claims" | "steps";
  /** True: only with `--full`; false: only without, since a longer step does the same. @default always */
  readonly full?: boolean;
  /** Nothing after it makes sense when it fails. */
  readonly needed?: boolean;
}

/** Killed from outside at 90 minutes; at 80 the count so far is printed and the run fails. */
const limitMinutes = 80;

const steps: readonly Step[] = [
  { name: "unit tests", command: ["npm", "test", "--"], counts: "tests" },
  { name: "checks", command: ["npm", "run", "check"] },
  { name: "Go tests", command: ["npm", "run", "-s", "test:go", "--", "--json"], counts: "steps" },
  {
    name: "supply chain",
    command: ["npm", "run", "-s", "supply-chain", "--", "--json"],
    counts: "steps",
  },
  {
    name: "toolchain",
    command: ["npm", "run", "-s", "toolchain", "--", "--json"],
    counts: "tools",
    needed: true,
  },
  { name: "proof", command: ["npm", "run", "-s", "verify", "--", "--json"], counts: "claims" },
  {
    name: "mutants",
    command: ["npm", "run", "-s", "verify:mutants", "--", "--json", "--sample", "12", "--seed", "7"],
    counts: "claims",
  },
  { name: "end to end", command: ["npm", "run", "test:e2e", "--"], counts: "tests" },
  {
    name: "all mutants",
    command: ["npm", "run", "-s", "verify:mutants", "--", "--json"],
    counts: "claims",
    full: true,
  },
  { name: "end to end, long", command: ["npm", "run", "test:full", "--"], counts: "tests", full: true },
  { name: "size standard", command: ["npm", "run", "test:standard", "--"], counts: "tests", full: true },
  {
    name: "docker, short",
    command: ["npm", "run", "test:docker", "--", "smoke"],
    counts: "tests",
    full: false,
  },
  {
    name: "manifest checks",
    command: ["npm", "run", "-s", "check:manifests", "--", "--json"],
    counts: "steps",
    full: true,
  },
  { name: "docker", command: ["npm", "run", "test:docker", "--"], counts: "tests", full: true },
  {
    name: "cluster, short",
    command: ["npm", "run", "test:cluster", "--", "smoke"],
    counts: "tests",
    full: false,
  },
  { name: "cluster", command: ["npm", "run", "test:cluster", "--"], counts: "tests", full: true },
];

const allowedSkips = z.array(z.strictObject({ test: z.string(), reason: z.string().min(10) }));

async function run(step: Step, report: string, deadline: number): Promise<Count> {
  const tests = step.counts === "tests" ? ["--json", `--outputFile=${report}`] : [];
  const printed = step.counts === undefined || step.counts === "tests" ? undefined : report;
  const code = await exitCode([...step.command, ...tests], deadline, printed);
  const text = step.counts && existsSync(report) ? readFileSync(report, "utf8") : "";
  if (step.counts === "tests" && text) return countOf(jestReport(text), allowed(), code);
  if (step.counts === "tools" && text) return toolCount(text, allowed());
  if (step.counts === "claims" && text) return claimCount(text, code);
  if (step.counts === "steps" && text) return stepCount(text, step.name, allowed());
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function allowed(): ReadonlySet<string> {
  const text = readFileSync(join(__dirname, "../.ci/allowed-skips.json"), "utf8");
  return new Set(allowedSkips.parse(JSON.parse(text)).map(({ test }) => test));
}

/** The exit code; past the deadline the command is ended with everything that it started. `printed` takes its output. */
function exitCode(
  [program = "", ...args]: readonly string[],
  deadline: number,
  printed: string | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const out = printed ? openSync(printed, "w") : "inherit";
    const child = spawn(program, args, { stdio: ["ignore", out, "inherit"], detached: true });
    const timer = setTimeout(() => killGroup(child.pid), deadline - Date.now());
    child.on("error", () => resolve(1));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

async function main(): Promise<void> {
  const full = process.argv.includes("--full");
  const folder = mkdtempSync(join(tmpdir(), "belfry-ci-"));
  const deadline = Date.now() + limitMinutes * 60_000;
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps.filter((one) => one.full === undefined || one.full === full)) {
    if (Date.now() > deadline) {
      console.log(`\n${limitMinutes} minutes are over before "${step.name}"`);
      sum.failed += 1;
      break;
    }
    const began = Date.now();
    console.log(`\n== ${step.name}`);
    const count = await run(step, join(folder, `${step.name}.json`), deadline);
    sum.passed += count.passed;
    sum.failed += count.failed;
    sum.skipped += count.skipped;
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(
      `== ${step.name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${seconds} s)`,
    );
    if (step.needed && count.failed > 0) break;
  }
  rmSync(folder, { recursive: true });
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

main();
