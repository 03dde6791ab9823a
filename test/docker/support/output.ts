import { run } from "../../../toolchain/run";

interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** @default 120 */
  readonly seconds?: number;
}

/** What a program prints, within a time. */
export async function output(
  program: string,
  args: readonly string[],
  { seconds = 120, ...rest }: Options = {},
): Promise<string> {
  return (await run(program, args, { ...rest, timeoutMs: seconds * 1000 })).stdout;
}
