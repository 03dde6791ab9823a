import type { Service } from "../declaration/service";
import { paced } from "./interval";
import type { PagePanel, PageRow } from "./page";

/** A row of a service's panels, or none where there is nothing to show. */
export function rowOf(title: string, service: Service, panels: readonly PagePanel[]): readonly PageRow[] {
  const [first, ...others] = panels.map((panel) => paced(panel, service.delivery));
  return first ? [{ title, panels: [first, ...others] }] : [];
}
