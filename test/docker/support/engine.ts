import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, openSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { output } from "./output";

/** A Docker engine of the tests' own, beside none. */
export interface Engine {
  /** What DOCKER_HOST must be. */
  readonly host: string;
  /** Its socket, for whoever mounts it. */
  readonly socket: string;
  readonly pid: number;
}

const startWithinSeconds = 60;

function onPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why no engine can be started here; undefined where one can. */
export function engineProblem(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "an engine needs Linux and root";
  const missing = ["dockerd", "docker", "containerd", "runc", "iptables", "go", "pip", "python3"].filter(
    (name) => !onPath(name),
  );
  if (missing.length > 0) return `there is no ${missing.join(", no ")} on PATH`;
  const mounts = readFileSync("/proc/mounts", "utf8");
  if (!/ cgroup2? rw/.test(mounts)) return "no cgroups are mounted that can be written";
  // Two engines on one machine share their firewall rules, and the user's comes first.
  if (existsSync("/var/run/docker.pid")) return "an engine runs on this machine already";
  return undefined;
}

/** Starts an engine that keeps all that it has below a folder, and waits until it answers. */
export async function startEngine(folder: string): Promise<Engine> {
  const socket = join(folder, "docker.sock");
  const log = openSync(join(folder, "dockerd.log"), "a");
  const own = { "data-root": "root", "exec-root": "exec", pidfile: "dockerd.pid" };
  const paths = Object.entries(own).map(([flag, name]) => `--${flag}=${join(folder, name)}`);
  const engine = spawn(
    onPath("dockerd") ?? "dockerd",
    [...paths, `--host=unix://${socket}`, "--bridge=none", "--storage-driver=overlay2"],
    { stdio: ["ignore", log, log], detached: true },
  );
  engine.unref();
  const host = `unix://${socket}`;
  const deadline = Date.now() + startWithinSeconds * 1000;
  while (Date.now() < deadline && engine.exitCode === null) {
    try {
      await output("docker", ["-H", host, "version", "--format", "{{.Server.Version}}"]);
      return { host, socket, pid: engine.pid ?? 0 };
    } catch {
      await sleep(300);
    }
  }
  const said = readFileSync(join(folder, "dockerd.log"), "utf8").split("\n").slice(-8).join("\n");
  if (engine.exitCode === null) {
    engine.kill();
    await once(engine, "exit");
  }
  throw new Error(`The engine did not start within ${startWithinSeconds} s:\n${said}`);
}

/** Ends it, and waits until it has gone. */
export async function stopEngine({ pid }: Engine): Promise<void> {
  process.kill(pid, "SIGTERM");
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(300);
  }
  process.kill(pid, "SIGKILL");
}
