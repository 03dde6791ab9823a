import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../../declaration/service";
import type { Content } from "../../verify/content";
import type { Engine } from "../../verify/engines";
import { engine } from "../../verify/engines";
import { routingProgram } from "../../verify/routing/program";
import type { Bench } from "../../verify/slo/measure";
import { measureLonelyErrors, measureOutage } from "../../verify/slo/measure";
import { outages } from "../../verify/slo/outages";
import type { SloBehaviour } from "../../verify/slo/report";
import { inhibitionOf, sloReport } from "../../verify/slo/report";

function programOf(found: Engine): string {
  if ("program" in found) return found.program;
  throw new Error(found.missing);
}

async function behavioursOf(service: Service, content: Content, bench: Bench, program: string) {
  const behaviours: SloBehaviour[] = [];
  for (const slo of service.slos ?? []) {
    const measured = await Promise.all(outages.map((outage) => measureOutage(service, slo, outage, bench)));
    const lonely = [];
    for (const errors of slo.kind === "uptime" ? [] : [1, 2]) {
      lonely.push(await measureLonelyErrors(service, slo, errors, bench));
    }
    const { place, routing: config } = content;
    const heldBackBy = await inhibitionOf(program, { service, slo, config, place });
    behaviours.push({
      service,
      slo,
      outages: measured,
      heldBackBy,
      ...(lonely.length > 0 ? { lonely } : {}),
    });
  }
  return behaviours;
}

/** Measures what each SLO's alerts do in outages, and writes it down as Markdown. */
export async function writeSloReport(content: Content, path: string): Promise<void> {
  const [promtool, program] = [
    programOf(await engine("prometheus", "promtool")),
    programOf(await routingProgram()),
  ];
  const folder = await mkdtemp(join(tmpdir(), "belfry-slo-"));
  try {
    const behaviours: SloBehaviour[] = [];
    for (const service of content.services.filter(({ slos = [] }) => slos.length > 0)) {
      const name = `${service.origin.system}.${service.origin.service}.slo.yaml`;
      const bench = { promtool, folder, place: content.place, rules: content.rules[name] ?? "" };
      behaviours.push(...(await behavioursOf(service, content, bench, program)));
    }
    await writeFile(path, sloReport(behaviours));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
