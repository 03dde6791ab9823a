import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const length = 32;

/** Generated passwords by name, kept in a file, so that a second run finds those of the first. */
export interface Passwords {
  of(name: string): string;
  /** All of them, as the file holds them. */
  text(): string;
}

/** Passwords that the file holds, and new ones for the names that it lacks. */
export function passwordsIn(file: string): Passwords {
  const known = existsSync(file)
    ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8")))
    : {};
  const all = new Map(Object.entries(known));
  return {
    of(name) {
      const found = all.get(name) ?? generated();
      all.set(name, found);
      return found;
    },
    text: () => `${JSON.stringify(Object.fromEntries([...all].sort()), null, 2)}\n`,
  };
}

function generated(): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
