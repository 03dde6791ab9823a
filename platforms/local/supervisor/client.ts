import { spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { StackLocations } from "../locations";
import { isCode } from "../process-lock";
import { type UnitSpec, type UnitStatus, unitStatus } from "../unit";
import { lastLines } from "./log-rotation";
import { protocol } from "./server";

const startWithinSeconds = 30;
/** Above any stop grace: the supervisor's own bounds come first. */
const answerWithinSeconds = 180;
const greeting = z.object({ protocol: z.number(), pid: z.number().int() });
const failure = z.object({ error: z.string() });

/** What every unit does now; undefined where no supervisor runs. */
export async function unitsOf(locations: StackLocations): Promise<UnitStatus[] | undefined> {
  const answer = await ask(locations, "GET", "/units");
  return answer === undefined ? undefined : z.array(unitStatus).parse(answer);
}

/** Makes the unit run as described. */
export async function ensureUnit(locations: StackLocations, spec: UnitSpec): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    await ensureSupervisor(locations);
    // A supervisor that has just lost its last unit may end between the greeting and this request.
    if ((await ask(locations, "PUT", `/units/${spec.name}`, spec)) !== undefined) return;
  }
  throw new Error(
    `${spec.name}: the supervisor of ${locations.name} ended three times when it was asked. See ${supervisorLog(locations)}.`,
  );
}

/** Stops and forgets the unit, also one that outlived its supervisor. */
export async function removeUnit(locations: StackLocations, name: string): Promise<void> {
  if (existsSync(join(locations.units, `${name}.json`))) await ensureSupervisor(locations);
  await ask(locations, "DELETE", `/units/${name}`);
}

/** Starts the stack's supervisor where none runs, and replaces one that speaks another protocol. */
export async function ensureSupervisor(locations: StackLocations): Promise<void> {
  const found = await greet(locations);
  if (found?.protocol === protocol) return;
  if (found) process.kill(found.pid, "SIGTERM");
  mkdirSync(locations.logs, { recursive: true });
  // The engine's umask is stricter; the log collector, a user of its own, reads in here.
  chmodSync(locations.logs, 0o755);
  const log = openSync(supervisorLog(locations), "a", 0o644);
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const args = ["--import", loader, join(__dirname, "main.ts"), locations.root, locations.name];
  const child = spawn(process.execPath, args, { cwd: "/", detached: true, stdio: ["ignore", log, log] });
  child.on("error", () => undefined);
  child.unref();
  closeSync(log);
  const deadline = Date.now() + startWithinSeconds * 1000;
  while (Date.now() < deadline) {
    await sleep(50);
    if ((await greet(locations))?.protocol === protocol) return;
  }
  const words = lastLines(supervisorLog(locations), 3).join("\n  ");
  throw new Error(
    `Waited ${startWithinSeconds} s for the supervisor of ${locations.name} on ${locations.socket}. Its last words:\n  ${words}`,
  );
}

async function greet(locations: StackLocations): Promise<z.infer<typeof greeting> | undefined> {
  const answer = await ask(locations, "GET", "/");
  return answer === undefined ? undefined : greeting.parse(answer);
}

function supervisorLog(locations: StackLocations): string {
  return join(locations.logs, "supervisor.log");
}

/** One request; undefined where nobody listens. */
function ask({ socket }: StackLocations, method: string, path: string, body?: UnitSpec): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerWithinSeconds * 1000);
    const sent = request({ socketPath: socket, method, path, signal, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", reject);
      response.on("end", () => {
        const answer: unknown = JSON.parse(text);
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(failure.parse(answer).error));
      });
    });
    sent.on("error", (error) => {
      const absent = ["ENOENT", "ECONNREFUSED", "ECONNRESET"].some((code) => isCode(error, code));
      if (absent) resolve(undefined);
      else reject(new Error(`${method} ${path} on ${socket}: ${error.message}`));
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
