import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { boardPage } from "./board";
import { dashboardOf } from "./dashboard";
import type { DashboardSettings } from "./links";
import { onCallPages } from "./on-call";
import { overviewPage } from "./overview";
import type { Page } from "./page";
import { runbookPage } from "./runbook";
import { serverDetailsPage } from "./server-details";
import { servicePage } from "./service";
import { sloOverviewPages } from "./slo-overview";
import { sloPages } from "./slo-service";
import { stackPages } from "./stack";
import { statusPages } from "./status";
import { questionText } from "./target";
import type { Variable } from "./variables";

/** Dashboards about all services, each from one side. */
function commonPages(services: readonly Service[]): readonly Page[] {
  const others = [
    ...statusPages(services),
    ...sloOverviewPages(services),
    ...onCallPages(services),
    ...stackPages(services),
  ];
  return [overviewPage(services, others), ...others];
}

/** Does a choice change what some panel shows? */
function isFollowed({ name }: Variable, { rows, variables }: Page): boolean {
  const questions = rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => Object.values(queries)));
  return questions.some((question) => questionText(question, variables).includes(`"$${name}"`));
}

/** A choice that changes nothing would look as if it did. */
function withoutIdleChoices(page: Page): Page {
  return { ...page, variables: page.variables.filter((variable) => isFollowed(variable, page)) };
}

/** Every dashboard, as questions. */
export function pages(services: readonly Service[], settings: DashboardSettings): readonly Page[] {
  return [
    ...commonPages(services),
    ...services.flatMap((service) => [
      servicePage(service, settings),
      ...sloPages(service),
      ...(service.stack ? [serverDetailsPage(service)] : []),
      ...(service.boards ?? []).map((board) => boardPage(service, board)),
    ]),
    ...(settings.runbooks ?? []).map(runbookPage),
  ].map(withoutIdleChoices);
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
