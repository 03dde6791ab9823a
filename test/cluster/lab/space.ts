import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../../toolchain/run";
import { type Folders, folders } from "./folders";
import { addresses } from "./ranges";

/** Processes, mounts and a network of their own: they end, all of them, with the process that opened it. */
export interface Space {
  /** Starts a daemon; what it prints goes to `<logs>/<name>.log`. */
  start(name: string, command: readonly string[], env?: Readonly<Record<string, string>>): void;
  /** Throws when one of the daemons has ended, with its last words. */
  check(): void;
  /** What comes before a command so that it runs in the space's network. */
  readonly enter: readonly string[];
  /** Folder of what its daemons print. */
  readonly logs: string;
  close(): Promise<void>;
}

/** Folders that programs use whatever they are told: inside the space, they are folders of the run. */
const own = { "/var/log": "var-log", "/var/lib/cni": "cni-results" } as const;

/**
 * Opens a space whose first process is `init`, which must take in orphans.
 * @param connect makes its network from outside, by the id of that process
 */
export async function openSpace(
  init: string,
  at: Folders = folders,
  connect: (first: number) => Promise<void> = wire,
): Promise<Space> {
  const binds = Object.entries(own).map(
    ([path, name]) => `mkdir -p ${path} ${at.run}/${name} && mount --bind ${at.run}/${name} ${path}`,
  );
  const script = ["mount --make-rshared /", ...binds, "ip link set lo up", `exec ${init}`].join(" && ");
  const kinds = ["--net", "--pid", "--mount", "--mount-proc", "--fork", "--kill-child"];
  // It must not outlive this process, however that ends.
  const outer = spawn("setpriv", ["--pdeathsig=KILL", "unshare", ...kinds, "--", "sh", "-c", script], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const first = await firstProcess(outer, init);
  await connect(first);
  const enter = ["nsenter", `--net=/proc/${first}/ns/net`, "--"];
  return { ...daemonsIn(first, at.logs), enter, logs: at.logs, close: () => closed(outer) };
}

/** The process that `unshare` forked, once it is `init`. */
async function firstProcess({ pid, exitCode }: ChildProcess, init: string): Promise<number> {
  for (let waits = 0; waits < 100 && exitCode === null; waits++) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (children && readFileSync(`/proc/${children}/cmdline`, "utf8").startsWith(init))
      return Number(children);
    await sleep(50);
  }
  throw new Error("unshare did not open a space of its own for the cluster");
}

const wireName = "belfry0";

function isThere(link: string): Promise<boolean> {
  return access(`/sys/class/net/${link}`).then(
    () => true,
    () => false,
  );
}

/** A wire between this machine and the space; there is no way further: nothing in it reaches another machine. */
async function wire(first: number): Promise<void> {
  const ip = (...args: string[]) => run("ip", args);
  // The kernel takes its time over the network of a cluster that was killed; its end of the wire is in the way.
  if (await isThere(wireName)) await ip("link", "delete", wireName);
  const inside = (...args: string[]) => run("nsenter", [`--net=/proc/${first}/ns/net`, "--", ...args]);
  await ip("link", "add", wireName, "type", "veth", "peer", "name", "eth0", "netns", String(first));
  await ip("addr", "add", `${addresses.host}/24`, "dev", wireName);
  await ip("link", "set", wireName, "up");
  await inside("ip", "addr", "add", `${addresses.node}/24`, "dev", "eth0");
  await inside("ip", "link", "set", "eth0", "up");
  // Services have no address anywhere: a route must lead somewhere for the node to rewrite it.
  await inside("ip", "route", "add", addresses.services, "dev", "eth0");
  await inside("sysctl", "-qw", "net.ipv4.ip_forward=1");
  for (const range of [addresses.pods, addresses.services])
    await ip("route", "add", range, "via", addresses.node);
}

function daemonsIn(first: number, logs: string): Pick<Space, "start" | "check"> {
  const daemons = new Map<string, ChildProcess>();
  const logOf = (name: string) => join(logs, `${name}.log`);
  return {
    start(name, command, env = {}) {
      const log = openSync(logOf(name), "w");
      const enter = [`--target=${first}`, "--net", "--pid", "--mount", "--", ...command];
      const child = spawn("nsenter", enter, { stdio: ["ignore", log, log], env: { ...process.env, ...env } });
      closeSync(log);
      daemons.set(name, child);
    },
    check() {
      for (const [name, { exitCode }] of daemons) {
        if (exitCode === null) continue;
        const lastWords = readFileSync(logOf(name), "utf8").trim().split("\n").slice(-5).join("\n");
        throw new Error(`${name} ended with ${exitCode}:\n${lastWords}`);
      }
    },
  };
}

/** The first process takes all others with it, and the kernel their mounts and their end of the wire. */
async function closed(outer: ChildProcess): Promise<void> {
  if (outer.exitCode !== null || outer.signalCode !== null) return;
  const gone = new Promise((resolve) => outer.once("exit", resolve));
  outer.kill("SIGKILL");
  await gone;
}
