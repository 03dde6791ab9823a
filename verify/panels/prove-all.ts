import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { ailmentsOf, provePanel } from "./prove";
import { shippedPanels } from "./questions";
import type { StoreEngines, Stores } from "./store";
import { environmentOf, fillStores } from "./store";

/** Stores with what the panels of some content are about. */
export async function filledFor(content: Content, engines: StoreEngines): Promise<Stores> {
  const all = shippedPanels(content).flatMap((panel) => ailmentsOf(panel, content.services));
  const ailments = [...new Map(all.map((ailment) => [environmentOf(ailment), ailment])).values()];
  return fillStores({ ...content, ...engines, ailments });
}

/** Proves every panel of every dashboard over real stores that hold what the services send. */
export async function provePanels(content: Content, engines: StoreEngines): Promise<readonly Check[]> {
  const stores = await filledFor(content, engines);
  try {
    const checks: Check[] = [];
    for (const panel of shippedPanels(content)) checks.push(...(await provePanel(stores, panel, content)));
    return checks.length > 0
      ? checks
      : [check("panels", "dashboards", "there are some", "no dashboard is made")];
  } finally {
    await stores.prometheus.stop();
  }
}
