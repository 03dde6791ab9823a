import { z } from "zod";

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const report = z.object({
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});
export type JestReport = z.infer<typeof report>;

/** What jest wrote with `--json`. */
export function jestReport(text: string): JestReport {
  return report.parse(JSON.parse(text));
}

/** Counts the tests; one that was skipped without being on the list of allowed skips failed. */
export function countOf(results: JestReport, allowedSkips: ReadonlySet<string>, exitCode: number): Count {
  const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const unexplained = skipped.filter(({ fullName }) => !allowedSkips.has(fullName));
  for (const { fullName } of unexplained)
    console.log(`skipped, but not in .ci/allowed-skips.json: ${fullName}`);
  const failures =
    tests.filter(({ status }) => status === "failed").length +
    results.numRuntimeErrorTestSuites +
    unexplained.length;
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    // A run that ended badly without a failed test (a crash, an open handle) is a failure, too.
    failed: exitCode !== 0 && failures === 0 ? 1 : failures,
    skipped: skipped.length - unexplained.length,
  };
}
