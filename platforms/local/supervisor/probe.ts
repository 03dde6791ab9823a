import { spawn } from "node:child_process";
import { get } from "node:http";
import { connect } from "node:net";
import type { UnitProbe } from "../unit";

/** Who runs a program inside the unit: its environment, folder and user. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Asks once; resolves to undefined when well, else to what was wrong. Never takes longer than the probe's timeout. */
export function probeOnce(
  { check, timeoutSeconds }: UnitProbe,
  where: Surroundings,
): Promise<string | undefined> {
  const timeout = timeoutSeconds * 1000;
  switch (check.kind) {
    case "http":
      return askHttp(check.url, timeout);
    case "tcp":
      return askTcp(check.port, timeout);
    case "exec":
      return askProgram(check.argv, timeout, where);
  }
}

function askHttp(url: string, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    // `timeout` of a request only counts silence; the signal bounds the whole.
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeout) }, (response) => {
      const status = response.statusCode ?? 0;
      response.destroy();
      resolve(status >= 200 && status < 400 ? undefined : `${url} answered ${status}`);
    });
    request.on("error", (error) => resolve(`${url}: ${error.message || error.name}`));
  });
}

function askTcp(port: number, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const end = (result: string | undefined) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeout, () => end(`port ${port}: no answer in ${timeout / 1000} s`));
    socket.on("connect", () => end(undefined));
    socket.on("error", (error) => end(`port ${port}: ${error.message}`));
  });
}

function askProgram(
  argv: readonly string[],
  timeout: number,
  where: Surroundings,
): Promise<string | undefined> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...where, stdio: "ignore", timeout, killSignal: "SIGKILL" });
    child.on("error", (error) => resolve(`${program}: ${error.message}`));
    child.on("exit", (code, signal) =>
      resolve(code === 0 ? undefined : `${program} ended with ${code ?? signal}`),
    );
  });
}
