import type { AnnotationQuery, Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { DashboardBuilder, DashboardCursorSync, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { TextMode, PanelBuilder as TextPanelBuilder } from "@grafana/grafana-foundation-sdk/text";
import { firstLivePanel } from "../declaration/identity";
import { runbookTag } from "./address";
import { built } from "./built";
import { dataSources } from "./datasources";
import type { Area } from "./layout";
import { arranged } from "./layout";
import { dashboardLink, dashboardMenu } from "./links";
import type { Page } from "./page";
import { grafanaPanel } from "./panel";
import { questionText } from "./target";
import { grafanaVariable } from "./variables";

/** Bars over every graph. */
function annotations({ marks = [], variables }: Page): readonly AnnotationQuery[] {
  return marks.map(({ name, colour, query, title, text }) => ({
    name,
    datasource: dataSources.prometheus,
    enable: true,
    iconColor: colour,
    expr: questionText(query, variables),
    titleFormat: title,
    textFormat: text,
    step: "60s",
  }));
}

/** Half of the width for what is read, half for what is seen. */
const reading: Area = { x: 0, w: 12 };
const seeing: Area = { x: 12, w: 12 };

/** The text at the left, the panels at its right; a heading would part the two. */
function addText(builder: DashboardBuilder, page: Page, markdown: string): void {
  const panels = arranged(page.rows, seeing).flatMap((row) => [...row.panels]);
  const bottom = Math.max(24, ...panels.map(({ position }) => position.y + position.h));
  const text = new TextPanelBuilder().title("Runbook").description("What to do, step by step.");
  builder.withPanel(
    text
      .mode(TextMode.Markdown)
      .content(markdown)
      .id(1)
      .gridPos({ ...reading, y: 0, h: bottom }),
  );
  panels.forEach(({ panel, position }, index) => {
    builder.withPanel(
      grafanaPanel(panel, page)
        .id(index + firstLivePanel)
        .gridPos(position),
    );
  });
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
    .annotations(annotations(page).map(built))
    .links([
      ...page.links.map((link) => built(dashboardLink(link))),
      ...(page.menu ? [built(dashboardMenu("More", page.menu))] : []),
      ...(page.runbooksOf ? [built(dashboardMenu("Runbooks", runbookTag(page.runbooksOf)))] : []),
    ]);
  if (page.text === undefined) addRows(builder, page);
  else addText(builder, page, page.text);
  return builder.build();
}
