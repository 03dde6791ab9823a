import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../declaration/service";
import { proveAlerts } from "./alerts/prove";
import type { Area, Check } from "./check";
import type { Content } from "./content";
import { engine } from "./engines";
import { provePanels } from "./panels/prove-all";
import { routingProgram } from "./routing/program";
import { proveRouting } from "./routing/prove";
import { proveRunbooks } from "./runbooks/prove";
import { startLoki } from "./servers/loki";
import { startTempo } from "./servers/tempo";
import { proveWeight } from "./weight/prove";

export interface ProofOptions {
  readonly areas: readonly Area[];
  /** What is proven of these services only. @default all */
  readonly about?: readonly Service[];
  /** Keeps case files and data in this folder. @default a temporary one that is removed */
  readonly keep?: string;
}

export interface Proof {
  readonly checks: readonly Check[];
  /** Engines that are missing and how to get them: what they would have proven is skipped. */
  readonly missing: readonly string[];
  readonly seconds: number;
}

type Prover = (content: Content, folder: string) => Promise<Pick<Proof, "checks" | "missing">>;

/** What an engine that is not there would have proven. */
function skipped(area: Area, services: readonly Service[], missing: readonly string[]) {
  const checks = services.map(
    ({ id }): Check => ({
      area,
      subject: id,
      claim: "is proven",
      outcome: "skipped",
      detail: missing.join("; "),
    }),
  );
  return { checks, missing };
}

const alerts: Prover = async (content, folder) => {
  const [promtool, loki] = await Promise.all([engine("prometheus", "promtool"), engine("loki", "loki")]);
  if ("missing" in promtool) return skipped("alerts", content.services, [promtool.missing]);
  const common = { ...content, promtool: promtool.program, folder };
  if ("missing" in loki) {
    const logging = content.services.filter(({ logs }) => logs);
    const overLogs = skipped("alerts", logging, [loki.missing]);
    return { checks: [...(await proveAlerts(common)), ...overLogs.checks], missing: overLogs.missing };
  }
  // It needs its time to start, which is not waited for.
  const server = startLoki(loki.program, join(folder, "loki"));
  try {
    return { checks: await proveAlerts({ ...common, loki: server }), missing: [] };
  } finally {
    await (await server).stop();
  }
};

const panels: Prover = async (content, folder) => {
  const [promtool, prometheus, loki, tempo] = await Promise.all([
    engine("prometheus", "promtool"),
    engine("prometheus", "prometheus"),
    engine("loki", "loki"),
    engine("tempo", "tempo"),
  ]);
  const missing = [promtool, prometheus, loki, tempo].flatMap((one) =>
    "missing" in one ? [one.missing] : [],
  );
  if ("missing" in promtool || "missing" in prometheus) return skipped("panels", content.services, missing);
  const stores = join(folder, "panels");
  await mkdir(stores, { recursive: true });
  const running = {
    loki: "program" in loki ? startLoki(loki.program, join(stores, "loki")) : undefined,
    tempo: "program" in tempo ? startTempo(tempo.program, join(stores, "tempo")) : undefined,
  };
  try {
    const programs = { promtool: promtool.program, prometheusProgram: prometheus.program };
    return { checks: await provePanels(content, { folder: stores, ...programs, ...running }), missing };
  } finally {
    await Promise.all([running.loki, running.tempo].map(async (server) => (await server)?.stop()));
  }
};

const routing: Prover = async (content) => {
  const program = await routingProgram();
  if ("missing" in program) return skipped("routing", content.services, [program.missing]);
  return { checks: await proveRouting(content, program.program), missing: [] };
};

const runbooks: Prover = async (content) => ({ checks: proveRunbooks(content), missing: [] });
const weight: Prover = async (content) => ({ checks: proveWeight(content), missing: [] });

const provers: Readonly<Record<Area, Prover>> = { alerts, panels, routing, runbooks, weight };

function isAbout(options: ProofOptions, { subject }: Check): boolean {
  return options.about?.some(({ id }) => subject === id || subject.startsWith(`${id}/`)) ?? true;
}

/** Proves the content with the real engines, from the declarations alone. */
export async function prove(content: Content, options: ProofOptions): Promise<Proof> {
  const began = Date.now();
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), "belfry-verify-")));
  try {
    const proofs = [];
    for (const area of options.areas) {
      proofs.push(await provers[area](content, folder));
    }
    return {
      checks: proofs.flatMap(({ checks }) => checks).filter((one) => isAbout(options, one)),
      missing: [...new Set(proofs.flatMap(({ missing }) => missing))],
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    if (options.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}
