import { existsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { z } from "zod";
import { findTool } from "../../toolchain/find";
import { isFound } from "../../toolchain/outcome";
import { run } from "../../toolchain/run";
import { freeMib } from "../stack/prepare";

/** What is known of the engine that DOCKER_HOST or the docker command's own settings name. */
export interface EngineFacts {
  readonly version: string;
  /** Memory of its machine, all of it. */
  readonly memoryMib: number;
  /** What of it is not in use, as the kernel says (MemAvailable); undefined where that is another machine's memory. */
  readonly availableMib: number | undefined;
  /** Room where it keeps images and volumes; undefined where that is another machine's disk. */
  readonly freeMib: number | undefined;
  /** The command that reads compose files. */
  readonly compose: readonly string[] | undefined;
}

const timeoutMs = 20_000;
const info = z.object({
  ServerVersion: z.string().default(""),
  MemTotal: z.number().default(0),
  DockerRootDir: z.string().default(""),
  ServerErrors: z.array(z.string()).default([]),
});

/** Asks the engine; an error tells why it does not answer and what to do. */
export async function askEngine(): Promise<EngineFacts> {
  const answer = await ask("info", "--format", "{{json .}}").catch((error: Error) => {
    // What it knows of itself comes first, then why it is not more.
    throw new Error(engineTrouble(error.message.split(" | ").at(-1) ?? ""));
  });
  const { ServerVersion, MemTotal, DockerRootDir, ServerErrors } = info.parse(JSON.parse(answer));
  if (ServerVersion === "") throw new Error(engineTrouble(ServerErrors.join("; ")));
  return {
    version: ServerVersion,
    memoryMib: mib(MemTotal),
    availableMib: MemTotal === totalmem() ? mib(freemem()) : undefined,
    freeMib: existsSync(DockerRootDir) ? freeMib(DockerRootDir) : undefined,
    compose: await composeCommand(),
  };
}

function mib(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

function engineTrouble(why: string): string {
  const where = process.env.DOCKER_HOST ? ` at ${process.env.DOCKER_HOST}` : "";
  const missing = /ENOENT/.test(why);
  const fix = missing
    ? "install Docker Engine or Docker Desktop"
    : "start it (systemctl start docker, or Docker Desktop), join the group docker, or set DOCKER_HOST";
  return `No Docker engine answers${where}: ${missing ? "there is no docker on PATH" : why.replace(/(\. Is the docker daemon running)?[.?]?$/, "")}. Fix: ${fix}.`;
}

/** The plugin of the docker command, else the program of its own. */
async function composeCommand(): Promise<readonly string[] | undefined> {
  const plugin = await ask("compose", "version").catch(() => "");
  if (/version v?2|version v?[3-9]/.test(plugin)) return ["docker", "compose"];
  const tool = await findTool("compose");
  return isFound(tool) ? [tool.binaries["docker-compose"] ?? "docker-compose"] : undefined;
}

/** What `docker …` prints. */
export async function ask(...args: string[]): Promise<string> {
  return (await run("docker", args, { timeoutMs })).stdout;
}
