import type { Alert } from "../declaration/alert";
import type { Panel } from "../declaration/board";
import { panel } from "../declaration/board";
import { countedLines } from "../declaration/counted-lines";
import type { Service } from "../declaration/service";
import type { WrittenRunbook } from "../declaration/written-runbook";
import type { Expression } from "../queries/expression";
import { value } from "../queries/promql";
import type { Language, Query } from "../queries/query";
import { query } from "../queries/query";
import { watched } from "../telemetry/target";
import { overviewLink, runbookLink, runbookTag, serviceLink, sloLink } from "./address";
import { evidencePanels } from "./evidence";
import { paced } from "./interval";
import type { Page, PagePanel } from "./page";
import { placeVariables } from "./variables";

const comparisons: readonly string[] = [">", ">=", "<", "<=", "==", "!="];

/** What is compared with a number: the number itself, whether it is too high or not. */
function compared(expression: Expression): Expression | undefined {
  if (expression.kind !== "binary") return undefined;
  const { operator, left, right } = expression;
  if (comparisons.includes(operator) && right.kind === "number") return left;
  return compared(left) ?? compared(right);
}

/** Labels that tell the lines of an answer apart, as far as it was grouped. */
function grouped(expression: Expression): readonly string[] {
  if (expression.kind === "binary") return grouped(expression.left);
  return expression.kind === "aggregate" && expression.grouping.mode === "by"
    ? expression.grouping.labels
    : [];
}

function measured({ when }: Alert): Query<string, Language> | undefined {
  const expression = when.threshold && compared(when.expression);
  return expression && query({ language: when.language, expression, measure: when.measure });
}

function valuePanels(alert: Alert): readonly Panel[] {
  const asked = measured(alert);
  if (asked === undefined || alert.when.threshold === undefined) return [];
  const [fault] = alert.firesUnder;
  const labels = grouped(asked.expression).map((label) => `{{${label}}}`);
  const legend = labels.length > 0 ? labels.join(" ") : "measured";
  const description = "What the alert compares, and the line that it compares it with.";
  return [
    panel(
      "The number",
      description,
      { [legend]: asked },
      {
        threshold: alert.when.threshold.value,
        ...(fault ? { dataUnder: fault } : {}),
      },
    ),
  ];
}

/** When it fired: alone, or again and again. */
function historyPanels({ origin }: Service, { name, firesUnder: [fault] }: Alert): readonly Panel[] {
  if (fault === undefined) return [];
  const own = watched(origin).alerts.where({ alertname: name });
  const queries = { "{{alertstate}}": value(own).count("alertstate") };
  return [
    panel("Pending and firing", "When the alert was pending and when it fired.", queries, {
      dataUnder: fault,
    }),
  ];
}

function linePanels(alert: Alert): readonly Panel[] {
  const counted = countedLines(alert);
  const [fault] = alert.firesUnder;
  if (counted === undefined || fault === undefined) return [];
  const options = { view: "logs", dataUnder: fault } as const;
  return [panel("Lines that it counts", "The very lines, the newest first.", { lines: counted }, options)];
}

function panelsOf(service: Service, alert: Alert): readonly PagePanel[] {
  const panels = [
    ...valuePanels(alert),
    ...historyPanels(service, alert),
    ...linePanels(alert),
    ...evidencePanels(service),
  ];
  return panels.map((one) => paced(one, service.delivery));
}

/** A runbook with the live panels beside it: the number, its history, the traces and lines that tell why. */
export function runbookPage({ service, alert, markdown }: WrittenRunbook): Page {
  const { system, service: name } = service.origin;
  const [first, ...others] = panelsOf(service, alert);
  return {
    uid: runbookLink(service, alert).uid,
    title: `${name}: ${alert.name}`,
    description: `What to do when ${alert.name} of ${name} fires.`,
    // A folder a system: all of them together are too much for one ConfigMap of Kubernetes.
    file: `${system}-runbooks/${name}.${alert.name}.json`,
    tags: ["runbook", runbookTag(service), `team:${service.owner.name}`],
    variables: placeVariables,
    links: [
      overviewLink,
      serviceLink(service),
      ...(alert.labels?.slo === undefined ? [] : [sloLink(service)]),
    ],
    text: markdown,
    rows: first ? [{ title: "Live", panels: [first, ...others] }] : [],
  };
}
