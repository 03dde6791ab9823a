import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { obtainTool } from "../../../toolchain/obtain";
import { freePort } from "../../platforms/support/tiny-unit";
import { eventually } from "./eventually";

/** A real registry on loopback. */
export interface Registry {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly process: ChildProcess;
}

/** Starts a registry that keeps its images below the folder. */
export async function startRegistry(folder: string): Promise<Registry> {
  const { binaries } = await obtainTool("registry", { onProgress: () => undefined });
  const address = `127.0.0.1:${await freePort()}`;
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "registry.yaml");
  const storage = { filesystem: { rootdirectory: join(folder, "images") } };
  writeFileSync(
    config,
    stringify({ version: "0.1", storage, http: { addr: address }, log: { level: "warn" } }),
  );
  const log = openSync(join(folder, "registry.log"), "a");
  const child = spawn(binaries.registry ?? "registry", ["serve", config], { stdio: ["ignore", log, log] });
  await eventually("the registry", 20, async () =>
    (await fetch(`http://${address}/v2/`)).ok ? true : undefined,
  );
  return { address, process: child };
}
