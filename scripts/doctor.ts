/** `npm run doctor`: what is missing on this machine, or not scraped in a cluster. Exit code 1 where something must be mended. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { loadCatalog } from "../catalog";
import { listeners } from "../platforms/local/listeners";
import type { StackLocations } from "../platforms/local/locations";
import { runningUnits } from "../platforms/local/port-conflict";
import { findTool } from "../toolchain/find";
import { isFound } from "../toolchain/outcome";
import type { Product } from "../toolchain/versions";
import { dockerFindings } from "./doctor/docker";
import type { Finding } from "./doctor/finding";
import { podsIn, unscrapedPods } from "./doctor/unscraped-pods";
import { type CommandOptions, chosenStack, runScript, withStack } from "./stack/command";
import { isDockerStack } from "./stack/docker-stack";
import { freeMib } from "./stack/prepare";
import { localProducts } from "./stack/tools";
import { plainTable } from "./stack/units-table";

/** What a cold build of everything takes, the Go caches included; servers that are there need a fraction. */
const roomForBuildsMib = 15 * 1024;
const fixedPorts = [4317, 4318, 5000, 6831, 9411, 14268];

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 6);
  return {
    what: "node",
    state: ok ? "ok" : "wrong",
    detail: process.version,
    fix: ok ? "" : "install Node 20.6 or later",
  };
}

function diskFinding({ root }: StackLocations): Finding {
  let folder = root;
  while (!existsSync(folder)) folder = dirname(folder);
  const free = freeMib(folder);
  const ok = free >= roomForBuildsMib;
  const fix = ok
    ? ""
    : `cold builds need ${roomForBuildsMib} MiB: make room, or set BELFRY_HOME and BELFRY_CACHE`;
  return { what: "disk", state: ok ? "ok" : "wrong", detail: `${free} MiB free for ${root}`, fix };
}

function portFindings(places: StackLocations): Finding[] {
  const listening = listeners();
  if (runningUnits(places).size > 0) return [];
  return fixedPorts.flatMap((port): Finding[] => {
    const owner = listening.find((listener) => listener.port === port)?.owner();
    if (!listening.some((listener) => listener.port === port)) return [];
    const detail = `in use by ${owner ? `process ${owner.pid} (${owner.command})` : "another user's process"}`;
    return [
      {
        what: `port ${port}`,
        state: "wrong",
        detail,
        fix: `end it, or set belfry:ports: {"${port}": <another>}`,
      },
    ];
  });
}

async function toolFinding(product: Product): Promise<Finding> {
  const result = await findTool(product);
  if (isFound(result))
    return { what: product, state: "ok", detail: `${result.version} in ${result.folder}`, fix: "" };
  const detail = result.tried.map(({ reason }) => reason).join("; ");
  return { what: product, state: "missing", detail, fix: result.fix };
}

/** Pods of the cluster that kubectl's current context names; they want to be watched, and are not. */
async function clusterFindings(): Promise<Finding[]> {
  const args = ["get", "pods", "--all-namespaces", "--request-timeout=20s", "-o", "json"];
  const { stdout } = await promisify(execFile)("kubectl", args, { maxBuffer: 2 ** 28, timeout: 60_000 });
  return unscrapedPods(podsIn(stdout), loadCatalog()).map(({ pod, why, fix }) => ({
    ...{ what: pod, state: "wrong", detail: why, fix },
  }));
}

async function machineFindings(places: StackLocations): Promise<readonly Finding[]> {
  if (isDockerStack(places.name)) return [nodeFinding(), ...(await dockerFindings(places.name))];
  const tools = await Promise.all((["pulumi", ...localProducts] as const).map(toolFinding));
  return [nodeFinding(), diskFinding(places), ...portFindings(places), ...tools];
}

const command = new Command("doctor")
  .description("Say what is missing on this machine, and how to get it.")
  .option("--json", "print it as JSON")
  .option("--cluster", "say which pods of the cluster want to be watched and are not, and why")
  .action(async (named: string | undefined, options: CommandOptions & { cluster?: boolean }) => {
    const findings = await (options.cluster
      ? clusterFindings()
      : machineFindings(chosenStack(named, options)));
    const rows = findings.map(({ what, state, detail, fix }) => [
      what,
      state,
      fix ? `${detail}. Fix: ${fix}` : detail,
    ]);
    console.log(
      options.json ? JSON.stringify(findings, null, 2) : plainTable(["WHAT", "STATE", "DETAIL"], rows),
    );
    process.exitCode = findings.some(({ state }) => state === "wrong") ? 1 : 0;
  });
runScript(withStack(command));
