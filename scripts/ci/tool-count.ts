import { z } from "zod";
import type { Count } from "./jest-count";

const outcomes = z.array(z.object({ product: z.string(), binaries: z.unknown().optional() }));

/** Counts what `toolchain --json` printed: a tool that cannot be had is a skip if it is on the list, else a failure. */
export function toolCount(text: string, allowedSkips: ReadonlySet<string>): Count {
  const tools = outcomes.parse(JSON.parse(text));
  const missing = tools.filter(({ binaries }) => binaries === undefined);
  const unexplained = missing.filter(({ product }) => !allowedSkips.has(`toolchain ${product}`));
  for (const { product } of unexplained)
    console.log(`missing, but not in .ci/allowed-skips.json: ${product}`);
  return {
    passed: tools.length - missing.length,
    failed: unexplained.length,
    skipped: missing.length - unexplained.length,
  };
}
