import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { stackLocations } from "../../../platforms/local/locations";
import { readAllotment } from "../../../platforms/local/ports";
import { freePort } from "../../platforms/support/tiny-unit";

const repository = join(__dirname, "../../..");

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A stack in a folder of its own, driven by the same scripts that a user runs. */
export interface TestStack {
  readonly name: string;
  readonly home: string;
  /** Settings of the namespace `belfry`, written before the next `up`. */
  configure(settings: Readonly<Record<string, unknown>>): void;
  /** Runs `scripts/<script>.ts` for this stack. */
  script(script: string, ...args: string[]): Promise<Outcome>;
  /** Starts a script without waiting for it. */
  start(script: string, ...args: string[]): ReturnType<typeof spawn>;
  url(unit: string, port?: string): string;
  port(unit: string, port?: string): number;
  readonly env: NodeJS.ProcessEnv;
  /** Stops whatever is left, and deletes the folder with its last stack. */
  remove(): Promise<void>;
}

const knownPorts = ["4317", "4318", "5000", "6831", "9411", "14268"] as const;
/** A port that senders know by heart. */
export type KnownPort = (typeof knownPorts)[number];

/** The fixed ports, moved to free ones, so that a stack of the user or another test is not in the way. */
export async function freeProtocolPorts(): Promise<Record<string, number>> {
  const moved: Record<string, number> = {};
  for (const known of knownPorts) moved[known] = await freePort();
  return moved;
}

export function testStack(name: string, folder = mkdtempSync(join(tmpdir(), "belfry-e2e-"))): TestStack {
  const home = folder;
  const env = { ...process.env, BELFRY_HOME: home, BELFRY_STACK: name, FORCE_COLOR: "0", NODE_OPTIONS: "" };
  const places = stackLocations(name, env);
  // Servers that drop their privileges must be able to pass through.
  mkdirSync(places.root, { recursive: true, mode: 0o755 });
  chmodSync(home, 0o755);

  function start(script: string, ...args: string[]) {
    const tsx = join(repository, "node_modules/tsx/dist/cli.mjs");
    return spawn(process.execPath, [tsx, join(repository, `scripts/${script}.ts`), ...args], {
      cwd: repository,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  function run(script: string, ...args: string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = start(script, ...args);
      let out = "";
      let err = "";
      child.stdout?.on("data", (data) => {
        out += data;
      });
      child.stderr?.on("data", (data) => {
        err += data;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
    });
  }

  const port = (unit: string, portName = "http") => {
    const number = readAllotment(places.ports)[`${unit}.${portName}`];
    if (number === undefined) throw new Error(`${places.ports} has no ${unit}.${portName}`);
    return number;
  };
  return {
    name,
    home,
    env,
    start,
    script: run,
    port,
    url: (unit, portName) => `http://127.0.0.1:${port(unit, portName)}`,
    configure: (settings) => {
      mkdirSync(places.pulumi, { recursive: true, mode: 0o700 });
      let salt = {};
      try {
        const line = /^encryptionsalt: (.*)$/m.exec(readFileSync(places.settings, "utf8"));
        if (line) salt = { encryptionsalt: line[1] };
      } catch {
        // The first configuration of a new stack.
      }
      const config = Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`belfry:${key}`, value]),
      );
      writeFileSync(places.settings, stringify({ ...salt, config }));
    },
    remove: async () => {
      await run("down", "--purge");
      // A neighbour in the same folder could not be found any more, and would run for ever.
      const neighbours = readdirSync(dirname(places.root)).filter((stack) => stack !== name);
      if (neighbours.length === 0) rmSync(folder, { recursive: true, force: true });
    },
  };
}
