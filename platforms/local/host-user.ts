import { readFileSync } from "node:fs";

const nobody = 65534;

/** The user of a container, or nobody where this host has no such user: PostgreSQL wants one with an entry. */
export function hostUser(containerUser: number): number {
  try {
    const entries = readFileSync("/etc/passwd", "utf8").split("\n");
    return entries.some((entry) => entry.split(":")[2] === String(containerUser)) ? containerUser : nobody;
  } catch {
    return nobody;
  }
}
