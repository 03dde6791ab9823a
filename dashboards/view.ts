import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import type {
  DashboardLink,
  DataSourceRef,
  DataTransformerConfig,
  DynamicConfigValue,
  GridPos,
  Panel,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import * as logs from "@grafana/grafana-foundation-sdk/logs";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Panel as Declared } from "../declaration/board";
import { built } from "./built";
import { comparisonLine, judged, lookOf, numberColour } from "./look";
import { grafanaUnit } from "./units";

/** What the SDK's panel builders, one class a view, have in common. */
export interface PanelBuilder extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  gridPos(position: GridPos): this;
  datasource(source: DataSourceRef): this;
  targets(targets: Builder<Dataquery>[]): this;
  interval(interval: string): this;
  unit(unit: string): this;
  mappings(mappings: ValueMapping[]): this;
  noValue(text: string): this;
  dataLinks(links: Builder<DashboardLink>[]): this;
  transformations(transformations: DataTransformerConfig[]): this;
  overrideByQuery(refId: string, properties: DynamicConfigValue[]): this;
  overrideByName(name: string, properties: DynamicConfigValue[]): this;
}

/** The last value of each series. */
function lastValue() {
  return new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);
}

function legend() {
  return new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([]);
}

function graph({ threshold }: Declared): PanelBuilder {
  const lines = new timeseries.PanelBuilder()
    .lineWidth(1)
    .fillOpacity(10)
    .axisSoftMin(0)
    .showPoints(common.VisibilityMode.Never)
    .legend(legend())
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    );
  if (threshold === undefined) return lines;
  const dashed = new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);
  return lines.thresholds(built(comparisonLine(threshold))).thresholdsStyle(dashed);
}

/** Colours by the threshold where one side of it is worse, else one colour for all. */
function coloured<B extends stat.PanelBuilder | bargauge.PanelBuilder>(builder: B, panel: Declared): B {
  const { threshold, worse, dataUnder } = panel;
  if (threshold === undefined || worse === undefined) {
    builder.colorScheme(built(numberColour(dataUnder !== undefined)));
  } else {
    builder.thresholds(built(judged(threshold, worse)));
    builder.colorScheme(built({ mode: FieldColorModeId.Thresholds }));
  }
  return builder;
}

function numbers(panel: Declared): PanelBuilder {
  const builder = new stat.PanelBuilder()
    .reduceOptions(lastValue())
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .textMode(common.BigValueTextMode.ValueAndName);
  return coloured(builder, panel);
}

function bars(panel: Declared): PanelBuilder {
  const builder = new bargauge.PanelBuilder()
    .reduceOptions(lastValue())
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .min(0);
  return coloured(builder, panel);
}

function buckets({ queries }: Declared): PanelBuilder {
  const [question] = Object.values(queries);
  const axis = new heatmap.YAxisConfigBuilder();
  const unit = question && lookOf(question)?.unit;
  return new heatmap.PanelBuilder()
    .calculate(false)
    .yAxis(unit ? axis.unit(unit) : axis)
    .cellValues(new heatmap.CellValuesBuilder().unit(grafanaUnit("count/s")))
    .hideLegend();
}

function lines(): PanelBuilder {
  return new logs.PanelBuilder()
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None);
}

/** The view of a panel, without its questions. */
export function viewOf(panel: Declared): PanelBuilder {
  switch (panel.view) {
    case "graph":
      return graph(panel);
    case "stat":
      return numbers(panel);
    case "bars":
      return bars(panel);
    case "table":
    case "traces":
      return new table.PanelBuilder();
    case "state":
      return new statetimeline.PanelBuilder()
        .mergeValues(true)
        .showValue(common.VisibilityMode.Auto)
        .legend(legend());
    case "heatmap":
      return buckets(panel);
    case "logs":
      return lines();
  }
}
