/** `npm run test:go [-- --json]`: the tests of belfry's own Go programs; without Go, each program is a named skip. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { type GoOutcome, goOutcomes } from "./ci/go-outcomes";
import { runScript } from "./stack/command";
import { repository } from "./stack/engine-environment";

/** Where Go programs of ours are; wrappers of other people's have no tests. */
const places = ["images", "toolchain/modules", "verify"];
const limitMs = 10 * 60_000;

function testedModules(): readonly string[] {
  const files = places.flatMap((place) =>
    readdirSync(join(repository, place), { recursive: true, encoding: "utf8" }).map((path) =>
      join(place, path),
    ),
  );
  const modules = files.filter((path) => path.endsWith("go.mod")).map(dirname);
  return modules.filter((module) =>
    files.some((path) => path.startsWith(`${module}/`) && path.endsWith("_test.go")),
  );
}

function outcomesOf(module: string): readonly GoOutcome[] {
  const { status, stdout, stderr, error } = spawnSync("go", ["test", "-json", "./..."], {
    cwd: join(repository, module),
    encoding: "utf8",
    timeout: limitMs,
  });
  if (error && "code" in error && error.code === "ENOENT")
    return [{ name: module, status: "skip", detail: "there is no go on PATH" }];
  if (stderr) console.error(stderr.trim());
  return goOutcomes(module, stdout, status ?? 1);
}

function testGo({ json }: { readonly json?: true }): void {
  const outcomes = testedModules().flatMap(outcomesOf);
  if (json) console.log(JSON.stringify(outcomes, null, 2));
  for (const { name, status, detail } of outcomes)
    console.error(`${status}: ${name}${detail && `: ${detail}`}`);
  process.exitCode = outcomes.some(({ status }) => status === "fail") ? 1 : 0;
}

const command = new Command("test-go")
  .description("Run the tests of belfry's own Go programs.")
  .option("--json", "print the outcomes as JSON")
  .action(testGo);
runScript(command);
