import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { built } from "./built";
import { mixedSources } from "./datasources";
import { panelLink } from "./links";
import { fieldProperties, lookOf } from "./look";
import type { Page, PagePanel } from "./page";
import type { Question } from "./target";
import { dataSourceOf, target } from "./target";
import type { PanelBuilder } from "./view";
import { viewOf } from "./view";

/** Grafana's name of a panel's n-th question: A, B, … Z, then AA. */
export function refIdOf(index: number): string {
  const letter = String.fromCharCode("A".charCodeAt(0) + (index % 26));
  return index < 26 ? letter : refIdOf(Math.floor(index / 26) - 1) + letter;
}

/** Heading of a table's column: a legend that is made of labels says nothing there, the labels have columns of their own. */
function columnTitle(legend: string): string {
  return legend.includes("{{") ? "Value" : legend;
}

/** Makes rows of what the questions of a table answer: a column a label, a column a question, no time. */
function tableOf(legends: readonly string[], questions: readonly Question[]): DataTransformerConfig[] {
  const fromLoki = questions.some(({ language }) => language === "logql");
  const titles = legends.map((legend, index) => [`Value #${refIdOf(index)}`, columnTitle(legend)]);
  const [first] = legends;
  return [
    ...(fromLoki ? [{ id: "labelsToFields", options: { mode: "columns" } }] : []),
    { id: "merge", options: {} },
    {
      id: "organize",
      options: {
        excludeByName: { Time: true },
        // A single question's column bears no letter.
        renameByName: { Value: columnTitle(first ?? ""), ...Object.fromEntries(titles) },
      },
    },
  ];
}

/** Units: the first question's for all, and what differs from it. */
function written(builder: PanelBuilder, panel: PagePanel): void {
  const [first, ...others] = Object.entries(panel.queries).map(([legend, question]) => ({
    legend,
    look: lookOf(question),
  }));
  if (first?.look) builder.unit(first.look.unit).mappings([...first.look.mappings]);
  others.forEach(({ legend, look }, index) => {
    if (look === undefined || (look.unit === first?.look?.unit && look.mappings === first.look.mappings))
      return;
    if (panel.view === "table") builder.overrideByName(columnTitle(legend), fieldProperties(look));
    else builder.overrideByQuery(refIdOf(index + 1), fieldProperties(look));
  });
}

function sourceOf(questions: readonly Question[]) {
  const [first, ...others] = questions.map(dataSourceOf);
  return first && others.every(({ uid }) => uid === first.uid) ? first : mixedSources;
}

/** A declared panel in Grafana's form, without its place. */
export function grafanaPanel(panel: PagePanel, page: Page): PanelBuilder {
  const legends = Object.keys(panel.queries);
  const questions = Object.values(panel.queries);
  if (questions.length === 0) throw new Error(`The panel "${panel.title}" of "${page.title}" asks nothing.`);
  const builder = viewOf(panel)
    .title(panel.title)
    .description(panel.description)
    .datasource(sourceOf(questions))
    .targets(
      Object.entries(panel.queries).map(([legend, question], index) =>
        target(refIdOf(index), legend, question, panel.view, page.variables),
      ),
    );
  written(builder, panel);
  if (panel.view === "table") builder.transformations(tableOf(legends, questions));
  if (panel.dataUnder !== undefined) builder.noValue("none");
  if (panel.interval !== undefined) builder.interval(panel.interval);
  if (panel.links !== undefined) builder.dataLinks(panel.links.map((link) => built(panelLink(link))));
  return builder;
}
