import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../check";
import type { Content } from "../content";
import { provePanel } from "../panels/prove";
import { shippedPanels } from "../panels/questions";
import type { Stores } from "../panels/store";
import { proveRouting } from "../routing/prove";
import { proveRunbooks } from "../runbooks/prove";
import type { Mutant } from "./mutant";
import type { AlertBench } from "./notice-alerts";
import { AlertNoticing, firstFailed } from "./notice-alerts";

/** What the noticing of mutants needs, made once for all of them. */
export interface Workbench extends AlertBench {
  readonly routing: string;
  /** Only where panels are broken. */
  readonly stores?: Stores;
}

/** Notices mutants, each by the proof of its area. */
export class Noticing {
  readonly #alerts: AlertNoticing;

  constructor(private readonly bench: Workbench) {
    this.#alerts = new AlertNoticing(bench);
  }

  /** The first claim that fails because of the mutant; undefined where it survives. */
  async notice(mutant: Mutant): Promise<Check | undefined> {
    // Several are judged side by side.
    const folder = await mkdtemp(join(this.bench.folder, "mutant-"));
    try {
      return await this.#noticed(mutant, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async #noticed({ area, content }: Mutant, folder: string): Promise<Check | undefined> {
    switch (area) {
      case "runbooks":
        return firstFailed(proveRunbooks(content));
      case "routing":
        return firstFailed(
          await proveRouting(content, this.bench.routing).catch((error: Error): readonly Check[] => [
            { area, subject: "routing", claim: "is accepted", outcome: "failed", detail: error.message },
          ]),
        );
      case "panels":
        return firstFailed(await this.#panels(content));
      default:
        return this.#alerts.notice(content, folder);
    }
  }

  async #panels(content: Content): Promise<readonly Check[]> {
    const before = shippedPanels(this.bench.content);
    const changed = shippedPanels(content).filter((panel, i) => {
      const was = before[i];
      return JSON.stringify([panel.questions, panel.unit]) !== JSON.stringify([was?.questions, was?.unit]);
    });
    const { stores } = this.bench;
    if (!stores) throw new Error("panels are asked over stores, which nobody has filled");
    const proofs = await Promise.all(changed.map((panel) => provePanel(stores, panel, content)));
    return proofs.flat();
  }
}
