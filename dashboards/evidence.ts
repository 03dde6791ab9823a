import type { Panel } from "../declaration/board";
import { panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import { lines, logRate } from "../queries/logql";
import { search } from "../queries/traceql";
import { logsFrom } from "../telemetry/logs";
import type { Duration } from "../telemetry/units";
import { spoken } from "../telemetry/units";
import { faultLogging, faultThat } from "./fault";
import type { PagePanel } from "./page";

function under(fault: string | undefined, shown: Panel): Panel {
  return fault ? { ...shown, dataUnder: fault } : shown;
}

function logPanels(service: Service): readonly PagePanel[] {
  if (service.logs === undefined) return [];
  const logs = logsFrom(service.logs);
  return [
    panel("Lines by level", "Log lines per second by level; a jump of errors often comes before an alert.", {
      "{{level}}": logRate(logs, "$__auto").sum("level"),
    }),
    under(
      faultThat(service, "fail") ?? faultLogging(service, "error", "critical"),
      panel(
        "Error lines",
        "Lines of level error and critical, the newest first; open one for its trace.",
        { errors: lines(logs.where({ level: ["error", "critical"] })) },
        { view: "logs" },
      ),
    ),
  ];
}

/** What the slowest operation keeps to on a normal day, for 95% of its requests. */
function normalDuration({ behaviour }: Service): Duration | undefined {
  const slowest = Math.max(0, ...behaviour.operations.map(({ latency }) => latency.p95));
  return slowest > 0 ? `${Math.round(slowest * 1000)}ms` : undefined;
}

function tracePanels(service: Service): readonly PagePanel[] {
  const { spans } = service;
  if (spans === undefined) return [];
  const longerThan = normalDuration(service);
  const slow = longerThan
    ? panel(
        "Slow traces",
        `Traces with a span of more than ${spoken(longerThan)}, which is rare on a normal day; sort by duration.`,
        { slow: search({ ...spans, longerThan }) },
        { view: "traces" },
      )
    : panel("Traces", "The newest traces; sort by duration.", { traces: search(spans) }, { view: "traces" });
  const failed = panel(
    "Failed traces",
    "Traces with a span that failed; open one and go from its span to its log lines.",
    { failed: search({ ...spans, status: "error" }) },
    { view: "traces" },
  );
  return [slow, under(faultThat(service, "fail"), failed)];
}

/** What happened, line by line and request by request. */
export function evidencePanels(service: Service): readonly PagePanel[] {
  return [...tracePanels(service), ...logPanels(service)];
}
