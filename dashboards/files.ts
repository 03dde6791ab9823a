import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { boardPage } from "./board";
import { dashboardOf } from "./dashboard";
import type { DashboardSettings } from "./links";
import { overviewPage } from "./overview";
import type { Page } from "./page";
import { servicePage } from "./service";

/** Every dashboard, as questions. */
export function pages(services: readonly Service[], settings: DashboardSettings): readonly Page[] {
  return [
    overviewPage(services),
    ...services.flatMap((service) => [
      servicePage(service, settings),
      ...(service.boards ?? []).map((board) => boardPage(service, board)),
    ]),
  ];
}

function refuseTwins(all: readonly Page[]): void {
  const files = all.map(({ file }) => file);
  const twins = all.filter(({ file }, index) => files.indexOf(file) !== index);
  if (twins.length === 0) return;
  throw new DeclarationError(
    twins.map(({ title, file }) => ({
      place: `dashboard "${title}"`,
      problem: `would be a second ${file}`,
      fix: "give the board another title",
    })),
  );
}

/** The dashboards as JSON by path; the directory is Grafana's folder. The same declarations give the same bytes. */
export function dashboardFiles(
  services: readonly Service[],
  settings: DashboardSettings,
): Readonly<Record<string, string>> {
  const all = pages(services, settings);
  refuseTwins(all);
  return Object.fromEntries(
    all.map((page) => [page.file, `${JSON.stringify(dashboardOf(page), null, 2)}\n`]),
  );
}
