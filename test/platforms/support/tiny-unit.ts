import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { locationsAt, type StackLocations } from "../../../platforms/local/locations";
import { removeUnit, unitsOf } from "../../../platforms/local/supervisor/client";
import type { UnitInputs } from "../../../platforms/local/unit";

/** A folder of its own for a stack, reachable by every user. */
export function freshStack(name = "test"): StackLocations {
  const folder = mkdtempSync(join(tmpdir(), "belfry-test-"));
  chmodSync(folder, 0o755);
  const places = locationsAt(folder, name);
  // A clone may lie where nobody but its owner comes in.
  copyFileSync(join(__dirname, "tiny-server.js"), programOf(places));
  return places;
}

function programOf({ root }: StackLocations): string {
  return join(dirname(dirname(root)), "tiny-server.js");
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** The inputs of a unit that runs the tiny server. */
export function tinyUnit(
  places: StackLocations,
  name: string,
  port: number,
  more: Partial<UnitInputs> = {},
): UnitInputs {
  const probe = { initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 3 };
  return {
    root: places.root,
    stack: places.name,
    process: {
      name,
      version: "1",
      url: `http://127.0.0.1:${port}`,
      argv: [process.execPath, programOf(places)],
      env: { PORT: String(port), FILE: join(places.files, name, "etc/text") },
      cwd: join(places.data, name),
      user: 65532,
      memoryMib: 512,
      readiness: { check: { kind: "http", url: `http://127.0.0.1:${port}/` }, ...probe },
      liveness: { check: { kind: "http", url: `http://127.0.0.1:${port}/` }, ...probe },
      readyWithinSeconds: 20,
      reload: { by: "http", url: `http://127.0.0.1:${port}/-/reload` },
      stop: { signal: "SIGTERM", graceSeconds: 2 },
    },
    files: { "/etc/text": "first" },
    reloadable: ["/etc/text"],
    secrets: {},
    storage: ["/var/lib/tiny"],
    ...more,
  };
}

export async function ask(port: number): Promise<{ pid: number; uid: number; text: string }> {
  return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as {
    pid: number;
    uid: number;
    text: string;
  };
}

export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  ms = 15_000,
): Promise<T> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${ms} ms for: ${what}`);
}

/** Ends what a test left running. */
export async function clear(places: StackLocations): Promise<void> {
  for (const { name } of (await unitsOf(places)) ?? []) await removeUnit(places, name);
  rmSync(places.root, { recursive: true, force: true });
}
