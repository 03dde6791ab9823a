/** Runs another program: lines as they come, its last words in the error, and nothing left behind on abort. */
import { spawn } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. @default this process' own */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of either stream as it is written. */
  readonly onLine?: (line: string) => void;
  /** @default none: a build takes as long as it takes */
  readonly timeoutMs?: number;
}

const keptLines = 200;

/** Everything a program wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Output of a program that ended well; a failure throws with the last lines that it wrote. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...(options.env ?? process.env) },
      signal: options.signal,
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    // Node's own `timeout` goes on waiting after a program that could not be started.
    const limit = options.timeoutMs && setTimeout(() => child.kill("SIGKILL"), options.timeoutMs);
    const output = { stdout: "", stderr: "" };
    const lines: string[] = [];
    let rest = "";
    const take = (chunk: string) => {
      const parts = `${rest}${chunk}`.split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        options.onLine?.(line);
      }
    };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output.stdout += chunk;
      take(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output.stderr += chunk;
      take(chunk);
    });
    child.on("error", (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      if (code === 0) return resolve(output);
      const lastWords = [...lines, rest].filter((line) => line.trim() !== "").slice(-3);
      const ending = signal === null ? `exit code ${code}` : signal;
      reject(new Error(`${program} ${args[0] ?? ""} ended with ${ending}: ${lastWords.join(" | ")}`));
    });
  });
}
