import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A real server on loopback that runs while something is proven. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("loopback gives no port");
  return address.port;
}

const longestStartMs = 60_000;
const pollMs = 100;
const keptWords = 2_000;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new Set<ChildProcess>();

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A signal ends a process without its "exit"; it does so still, once the servers are gone. */
function killAllAt(signal: NodeJS.Signals): void {
  killAll();
  for (const one of signals) process.removeListener(one, killAllAt);
  process.kill(process.pid, signal);
}

/** From now on the server ends with this process, however that ends. */
function bind(child: ChildProcess): void {
  if (running.size === 0) {
    process.on("exit", killAll);
    for (const signal of signals) process.on(signal, killAllAt);
  }
  running.add(child);
}

function release(child: ChildProcess): void {
  running.delete(child);
  if (running.size > 0) return;
  process.removeListener("exit", killAll);
  for (const signal of signals) process.removeListener(signal, killAllAt);
}

/** Starts a server and waits until `ready`, a path, answers 200; it ends with this process at the latest. */
export async function startServer(
  program: string,
  args: readonly string[],
  { url, ready }: { readonly url: string; readonly ready: string },
): Promise<Server> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let lastWords = "";
  const take = (chunk: string) => {
    lastWords = (lastWords + chunk).slice(-keptWords);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const ended = once(child, "close");
  const kill = () => child.kill("SIGKILL");
  bind(child);
  const deadline = Date.now() + longestStartMs;
  for (;;) {
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    const answer = await fetch(url + ready, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      kill();
      release(child);
      throw new Error(`${program} does not start: ${lastWords.trim().split("\n").slice(-3).join(" | ")}`);
    }
    await wait(pollMs);
  }
  return {
    url,
    stop: async () => {
      kill();
      await ended;
      release(child);
    },
  };
}

interface Asking extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer may take. @default 120: what fills a store comes in large pieces */
  readonly seconds?: number;
}

/** The JSON of an answer; what is refused throws with the server's own words, and so does what takes too long. */
export async function ask(url: string, { seconds = 120, ...options }: Asking = {}): Promise<unknown> {
  // On loopback packing takes longer than sending.
  const headers = { "accept-encoding": "identity", ...options.headers };
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const answer = await fetch(url, { ...options, headers, signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text.trim().slice(0, 300)}`);
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    if (signal.aborted) throw new Error(`there was no answer within ${seconds} s`);
    throw error;
  }
}
