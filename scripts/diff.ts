/** `npm run diff -- <git ref>`: what the change since then does to alerts, panels and routes. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { loadCatalog } from "../catalog";
import type { Content } from "../verify/content";
import { changedAlerts } from "../verify/diff/alerts";
import type { BehaviourDiff } from "../verify/diff/change";
import { isEmpty } from "../verify/diff/change";
import { diffMarkdown } from "../verify/diff/markdown";
import { changedPanels } from "../verify/diff/panels";
import { checkRecorded, recordedFrom } from "../verify/diff/recorded";
import { changedRecordings } from "../verify/diff/recordings";
import { changedRoutes } from "../verify/diff/routes";
import type { Shipped } from "../verify/diff/shipped";
import { groupsIn } from "../verify/diff/shipped";
import type { Engine } from "../verify/engines";
import { engine } from "../verify/engines";
import { routingProgram } from "../verify/routing/program";
import { startLoki } from "../verify/servers/loki";
import { startTempo } from "../verify/servers/tempo";
import { commitOf, hasSameSources, shippedAt } from "./diff/other-state";
import { contentToProve } from "./verify/content";

interface Options {
  readonly recorded?: string;
  readonly json?: true;
}

const nothing: BehaviourDiff = { alerts: [], panels: [], routes: [], notReplayed: [] };

function programOf(found: Engine): string {
  if ("program" in found) return found.program;
  throw new Error(found.missing);
}

async function panelsChanged(
  before: Shipped,
  after: Content,
  folder: string,
  programs: { promtool: string; prometheus: string },
) {
  if (JSON.stringify(before.dashboards) === JSON.stringify(after.dashboards)) return [];
  const [loki, tempo] = await Promise.all([engine("loki", "loki"), engine("tempo", "tempo")]);
  const running = {
    loki: startLoki(programOf(loki), join(folder, "loki")),
    tempo: startTempo(programOf(tempo), join(folder, "tempo")),
  };
  const { promtool, prometheus: prometheusProgram } = programs;
  try {
    return await changedPanels(before, after, { folder, promtool, prometheusProgram, ...running });
  } finally {
    await Promise.all([running.loki, running.tempo].map(async (server) => (await server).stop()));
  }
}

/** Rules over logs run in Loki's ruler: their change is told, not replayed. */
function logRulesChanged(before: Shipped, after: Shipped): readonly string[] {
  const [was, is] = [groupsIn(before.logRules), groupsIn(after.logRules)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)))
    .map((name) => `rules over logs of ${name} (npm run verify proves them as they are now)`);
}

async function compared(
  before: Shipped,
  after: Content,
  folder: string,
  options: Options,
): Promise<BehaviourDiff> {
  const found = await Promise.all([engine("prometheus", "promtool"), engine("prometheus", "prometheus")]);
  const [promtool, prometheus] = [programOf(found[0]), programOf(found[1])];
  const recorded =
    options.recorded === undefined ? undefined : await recordedFrom(options.recorded, { prometheus, folder });
  try {
    const replaying = { services: after.services, promtool, folder, recorded: recorded?.recorded };
    return {
      alerts: await changedAlerts(before, after, replaying),
      panels: await panelsChanged(before, after, folder, { promtool, prometheus }),
      routes: await changedRoutes(programOf(await routingProgram()), before, after),
      notReplayed: [...changedRecordings(before, after), ...logRulesChanged(before, after)],
    };
  } finally {
    await recorded?.stop();
  }
}

async function diffFrom(commit: string, options: Options): Promise<BehaviourDiff> {
  if (options.recorded !== undefined) await checkRecorded(options.recorded);
  if (await hasSameSources(commit)) return nothing;
  const folder = await mkdtemp(join(tmpdir(), "belfry-diff-"));
  try {
    const after = contentToProve(loadCatalog());
    const before = await shippedAt(commit, folder);
    const { rules, logRules, dashboards, routing, place } = after;
    const same = JSON.stringify({ rules, logRules, dashboards, routing, place }) === JSON.stringify(before);
    await mkdir(join(folder, "replay"));
    return same ? nothing : await compared(before, after, join(folder, "replay"), options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(ref: string, options: Options): Promise<void> {
  const diff = await diffFrom(await commitOf(ref), options);
  console.log(options.json ? JSON.stringify(diff, null, 2) : diffMarkdown(ref, diff));
  process.exitCode = isEmpty(diff) ? 0 : 1;
}

new Command("diff")
  .description(
    "Tell which alerts, panels and routes behave otherwise than at a commit. Exit code 0: none, 1: some, 2: it could not run.",
  )
  .argument("<ref>", "a branch, a tag or a commit")
  .option("--recorded <place>", "replay the last 6 h of a Prometheus, too: its address, or its data folder")
  .option("--json", "print it as JSON")
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
