import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Service } from "../declaration/service";
import { proveAlerts } from "./alerts/prove";
import type { Area, Check } from "./check";
import type { Content } from "./content";
import type { Engine, ProofServers, Running } from "./engines";
import { engine } from "./engines";
import { panelsAbout } from "./panels/about";
import { provePanels } from "./panels/prove-all";
import { skippedRunbookQueries } from "./panels/runbook-queries";
import { routingProgram } from "./routing/program";
import { proveRouting } from "./routing/prove";
import { proveRunbooks } from "./runbooks/prove";
import { proveWeight } from "./weight/prove";

/** What an area's proof tells: its claims, and the engines that it lacked. */
export interface Proven {
  readonly checks: readonly Check[];
  readonly missing: readonly string[];
}

export interface Workplace {
  /** For case files and data. */
  readonly folder: string;
  readonly servers: ProofServers;
  /** Only what is said of these is asked for. @default all services */
  readonly about?: readonly Service[];
}

type Prover = (content: Content, workplace: Workplace) => Promise<Proven>;

function lacking(...engines: readonly (Engine | Running<unknown>)[]): readonly string[] {
  return engines.flatMap((one) => ("missing" in one ? [one.missing] : []));
}

/** What engines that are not there would have proven: skipped, never passed. */
export function skipped(
  area: Area,
  { services }: Pick<Content, "services">,
  missing: readonly string[],
): Proven {
  const detail = missing.join("; ");
  const checks = services.map(
    ({ id }): Check => ({ area, subject: id, claim: "is proven", outcome: "skipped", detail }),
  );
  return { checks, missing };
}

/** Each alert over logs: without Loki it is not shown to fire, to resolve and to be silent. */
function skippedOverLogs({ services }: Content, missing: readonly string[]): readonly Check[] {
  const common = {
    area: "alerts",
    claim: "is proven",
    outcome: "skipped",
    detail: missing.join("; "),
  } as const;
  return services.flatMap(({ id, alerts: declared }) =>
    declared
      .filter(({ when }) => when.language === "logql")
      .map(({ name }) => ({ ...common, subject: `${id}/${name}` })),
  );
}

const alerts: Prover = async (content, { folder, servers, about }) => {
  const promtool = await engine("prometheus", "promtool");
  if ("missing" in promtool) return skipped("alerts", content, [promtool.missing]);
  const common = { ...content, promtool: promtool.program, folder, ...(about ? { about } : {}) };
  const loki = await servers.loki();
  if ("running" in loki) return { checks: await proveAlerts({ ...common, loki: loki.running }), missing: [] };
  const missing = lacking(loki);
  return { missing, checks: [...(await proveAlerts(common)), ...skippedOverLogs(content, missing)] };
};

const panels: Prover = async (content, { folder, servers, about }) => {
  const [promtool, prometheus, loki, tempo] = await Promise.all([
    engine("prometheus", "promtool"),
    engine("prometheus", "prometheus"),
    servers.loki(),
    servers.tempo(),
  ]);
  const missing = lacking(promtool, prometheus, loki, tempo);
  if ("missing" in promtool || "missing" in prometheus) {
    const unshown = skipped("panels", content, missing);
    return { missing, checks: [...unshown.checks, ...skippedRunbookQueries(content, missing.join("; "))] };
  }
  const stores = join(folder, "panels");
  await mkdir(stores, { recursive: true });
  const checks = await provePanels(about ? panelsAbout(content, about) : content, {
    folder: stores,
    promtool: promtool.program,
    prometheusProgram: prometheus.program,
    loki: "running" in loki ? loki.running : undefined,
    tempo: "running" in tempo ? tempo.running : undefined,
  });
  return { checks, missing };
};

const routing: Prover = async (content) => {
  const program = await routingProgram();
  if ("missing" in program) return skipped("routing", content, [program.missing]);
  return { checks: await proveRouting(content, program.program), missing: [] };
};

const runbooks: Prover = async (content) => ({ checks: proveRunbooks(content), missing: [] });
const weight: Prover = async (content) => ({ checks: proveWeight(content), missing: [] });

export const provers: Readonly<Record<Area, Prover>> = { alerts, panels, routing, runbooks, weight };
