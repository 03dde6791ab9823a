import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import type { PanelContent } from "./about";
import { ailmentsOf, provePanel } from "./prove";
import type { ShippedPanel } from "./questions";
import { shippedPanels } from "./questions";
import { proveRunbookQueries } from "./runbook-queries";
import type { Ailment, FilledAilment, StoreEngines, Stores } from "./store";
import { environmentOf, fillStores } from "./store";

function names(text: string): readonly string[] {
  return text.match(/[a-zA-Z_:][\w:]*/g) ?? [];
}

/** Series that a panel reads; what it finds recorded was made of others. */
function readBy({ questions }: ShippedPanel, { service }: Ailment, { rules }: Content): readonly string[] {
  const read = questions.flatMap(({ text }) => names(text));
  if (!read.some((name) => name.startsWith("belfry:"))) return read;
  const own = Object.entries(rules).filter(([file]) => file.startsWith(fileStem(service)));
  return [...read, ...own.flatMap(([, text]) => names(text))];
}

function fileStem({ origin }: Service): string {
  return `${origin.system}.${origin.service}.`;
}

/** The faults that panels are about, each with what those panels read: nobody looks at the rest of it. */
function ailing(content: Content): readonly FilledAilment[] {
  const all = new Map<string, Ailment & { reads: Set<string> }>();
  for (const panel of shippedPanels(content)) {
    for (const ailment of ailmentsOf(panel, content.services)) {
      const key = environmentOf(ailment);
      const known = all.get(key) ?? { ...ailment, reads: new Set<string>() };
      for (const name of readBy(panel, ailment, content)) known.reads.add(name);
      all.set(key, known);
    }
  }
  return [...all.values()];
}

/** Stores with what the panels of some content are about. */
export function filledFor(content: PanelContent, engines: StoreEngines): Promise<Stores> {
  return fillStores({ ...content, ...engines, ailments: ailing(content) });
}

/** Proves every panel of every dashboard over real stores that hold what the services send. */
export async function provePanels(content: PanelContent, engines: StoreEngines): Promise<readonly Check[]> {
  const stores = await filledFor(content, engines);
  try {
    const checks: Check[] = [];
    for (const panel of shippedPanels(content)) checks.push(...(await provePanel(stores, panel, content)));
    // Of single services there may be none, of all there are some.
    if (checks.length === 0 && !content.read)
      checks.push(check("panels", "dashboards", "there are some", "no dashboard is made"));
    return [...checks, ...(await proveRunbookQueries(stores, content))];
  } finally {
    await stores.prometheus.stop();
  }
}
