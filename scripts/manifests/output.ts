import { spawn } from "node:child_process";

const limitMs = 10 * 60_000;

/** Standard output of a checker, however it ended: what it finds is no failure to run. */
export function output(program: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { timeout: limitMs, env: { ...process.env, LOG_LEVEL: "ERROR" } });
    const said = { out: "", error: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      said.out += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said.error += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (said.out.trim() !== "") return resolve(said.out);
      reject(new Error(`${program} said nothing (${signal ?? code}): ${said.error.slice(-500)}`));
    });
    child.stdin.end(input);
  });
}
