import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type Protocol = "tcp" | "udp";

/** Somebody who has a loopback port. */
export interface Listener {
  readonly protocol: Protocol;
  readonly port: number;
  /** Finds the process; undefined where it is another user's. */
  owner(): PortOwner | undefined;
}

export interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/** Who listens on this machine, where a server on loopback would clash with it. */
export function listeners(): Listener[] {
  return process.platform === "linux" ? listenersOnLinux() : listenersByLsof();
}

// Local addresses as /proc/net writes them: any and loopback, IPv4 and IPv6, and IPv4 inside IPv6.
const clashing = /^(00000000|0100007F|0{32}|0{24}01000000|0{16}FFFF0000(00000000|0100007F))$/;
const listening = "0A";

function listenersOnLinux(): Listener[] {
  const tables = [
    ["tcp", "tcp"],
    ["tcp", "tcp6"],
    ["udp", "udp"],
    ["udp", "udp6"],
  ] as const;
  return tables.flatMap(([protocol, table]) =>
    lines(`/proc/net/${table}`).flatMap((line): Listener[] => {
      const fields = line.trim().split(/\s+/);
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      if (!clashing.test(address) || (protocol === "tcp" && fields[3] !== listening)) return [];
      const inode = fields[9] ?? "";
      return [{ protocol, port: Number.parseInt(port, 16), owner: () => ownerOfSocket(inode) }];
    }),
  );
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trim().split("\n").slice(1);
  } catch {
    return []; // A kernel without IPv6 has no such table.
  }
}

function ownerOfSocket(inode: string): PortOwner | undefined {
  const link = `socket:[${inode}]`;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readdirSync(`/proc/${pid}/fd`).some((fd) => leadsTo(`/proc/${pid}/fd/${fd}`) === link)) continue;
      const command = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
      return { pid: Number(pid), command };
    } catch {
      // Another user's process, or one that has just ended.
    }
  }
  return undefined;
}

/** Where a descriptor leads; nowhere when it was closed meanwhile, as a busy process does all the time. */
function leadsTo(descriptor: string): string | undefined {
  try {
    return readlinkSync(descriptor);
  } catch {
    return undefined;
  }
}

/** Every line of `lsof -F` is one field: p a process, c its command, P the protocol, n the name `127.0.0.1:80`. */
function listenersByLsof(): Listener[] {
  const found: Listener[] = [];
  let owner: PortOwner = { pid: 0, command: "" };
  let protocol: Protocol = "tcp";
  for (const line of lsof()) {
    const value = line.slice(1);
    if (line[0] === "p") owner = { pid: Number(value), command: "" };
    if (line[0] === "c") owner = { ...owner, command: value };
    if (line[0] === "P") protocol = value === "UDP" ? "udp" : "tcp";
    const port = line[0] === "n" ? /^(?:\*|127\.0\.0\.1|\[::1?\]):(\d+)$/.exec(value)?.[1] : undefined;
    const who = owner;
    if (port !== undefined) found.push({ protocol, port: Number(port), owner: () => who });
  }
  return found;
}

function lsof(): string[] {
  const args = ["-nP", "-iTCP", "-sTCP:LISTEN", "-iUDP", "-FpcPn"];
  try {
    return execFileSync("lsof", args, { encoding: "utf8", timeout: 10_000, stdio: "pipe" }).split("\n");
  } catch {
    return []; // Without lsof a taken port shows when the server starts.
  }
}
