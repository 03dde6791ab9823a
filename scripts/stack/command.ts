import { type Command, InvalidArgumentError } from "commander";
import { type StackLocations, stackLocations } from "../../platforms/local/locations";

/** A failure that needs no further words than its message. */
export interface CommandOptions {
  readonly stack?: string;
  readonly json?: boolean;
}

/** Gives a command the stack it works on: `NAME`, `-s NAME`, BELFRY_STACK, else `local`. */
export function withStack(command: Command): Command {
  return command
    .argument("[stack]", "name of the stack")
    .option("-s, --stack <name>", "name of the stack (default: BELFRY_STACK, else local)")
    .showHelpAfterError();
}

/** The places of the stack that the command line names. */
export function chosenStack(named: string | undefined, { stack }: CommandOptions): StackLocations {
  if (named && stack && named !== stack) {
    throw new Error(`Two stacks are named, ${named} and ${stack}. Fix: name one.`);
  }
  return stackLocations(named ?? stack ?? process.env.BELFRY_STACK ?? "local");
}

/** A list such as `prometheus,loki`, each one of `known`. */
export function listOf<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(",").map((name) => {
      const found = known.find((one) => one === name.trim());
      if (found === undefined) throw new InvalidArgumentError(`${name} is none of ${known.join(", ")}.`);
      return found;
    });
}

/** The words of a command line before and after a `--` that stands alone. */
export function aroundDashes(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const at = words.indexOf("--");
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

/** Runs a script to its end: a failure is its message and exit code 1, with a stack trace only for BELFRY_DEBUG. */
export async function runScript(command: Command, words: readonly string[] = process.argv): Promise<void> {
  try {
    await command.parseAsync(words);
  } catch (error) {
    const plain = error instanceof Error ? error.message : String(error);
    console.error(process.env.BELFRY_DEBUG && error instanceof Error ? error.stack : plain);
    process.exitCode = 1;
  }
}
