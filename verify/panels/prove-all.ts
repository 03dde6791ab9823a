import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { ailmentsOf, provePanel } from "./prove";
import { shippedPanels } from "./questions";
import type { StoreEngines } from "./store";
import { environmentOf, fillStores } from "./store";

/** Proves every panel of every dashboard over real stores that hold what the services send. */
export async function provePanels(content: Content, engines: StoreEngines): Promise<readonly Check[]> {
  const panels = shippedPanels(content);
  const all = panels.flatMap((panel) => ailmentsOf(panel, content.services));
  const ailments = [...new Map(all.map((ailment) => [environmentOf(ailment), ailment])).values()];
  const stores = await fillStores({ ...content, ...engines, ailments });
  try {
    const checks: Check[] = [];
    for (const panel of panels) checks.push(...(await provePanel(stores, panel, content)));
    return panels.length > 0
      ? checks
      : [check("panels", "dashboards", "there are some", "no dashboard is made")];
  } finally {
    await stores.prometheus.stop();
  }
}
