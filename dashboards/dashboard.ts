import type { AnnotationQuery, Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { DashboardBuilder, DashboardCursorSync, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { built } from "./built";
import { dataSources } from "./datasources";
import { arranged } from "./layout";
import { dashboardLink, dashboardMenu } from "./links";
import type { Page } from "./page";
import { grafanaPanel } from "./panel";
import { questionText } from "./target";
import { grafanaVariable } from "./variables";

/** Bars over every graph while an alert fires. */
function marks({ marks, variables }: Page): readonly AnnotationQuery[] {
  if (marks === undefined) return [];
  return [
    {
      name: "Firing alerts",
      datasource: dataSources.prometheus,
      enable: true,
      iconColor: "red",
      expr: questionText(marks, variables),
      titleFormat: "{{alertname}}",
      textFormat: "{{severity}}",
      step: "60s",
    },
  ];
}

function addRows(builder: DashboardBuilder, page: Page): void {
  let id = 0;
  const nextId = () => {
    id += 1;
    return id;
  };
  for (const row of arranged(page.rows)) {
    const heading = new RowBuilder(row.title).id(nextId()).gridPos({ x: 0, y: row.y, w: 24, h: 1 });
    builder.withRow(heading);
    for (const { panel, position } of row.panels) {
      builder.withPanel(grafanaPanel(panel, page).id(nextId()).gridPos(position));
    }
  }
}

/** The page in Grafana's form. */
export function dashboardOf(page: Page): Dashboard {
  const builder = new DashboardBuilder(page.title)
    .uid(page.uid)
    .description(page.description)
    .tags([...page.tags])
    .readonly()
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .variables(page.variables.map(grafanaVariable))
    .annotations(marks(page).map(built))
    .links([
      ...page.links.map((link) => built(dashboardLink(link))),
      ...(page.menu ? [built(dashboardMenu("More", page.menu))] : []),
    ]);
  addRows(builder, page);
  return builder.build();
}
