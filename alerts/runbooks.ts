import type { Alert } from "../declaration/alert";
import { countedLines } from "../declaration/counted-lines";
import { runbookPath } from "../declaration/identity";
import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import type { WrittenRunbook } from "../declaration/written-runbook";
import type { Comparison } from "../queries/expression";
import { lines, printLines } from "../queries/logql";
import { printQuery } from "../queries/print";
import { printSearch } from "../queries/traceql";
import { logsFrom } from "../telemetry/logs";
import { spoken } from "../telemetry/units";
import { channelsOf } from "./branches";
import { dashboardUrl, numberPanelUrl } from "./links";
import { runbookProblems } from "./runbook-problems";
import type { ContentSettings } from "./settings";
import { alertsOf } from "./target-missing";
import { holdText, thresholdText } from "./texts";

const spokenComparison: Record<Comparison, string> = {
  ">": "above",
  ">=": "at least",
  "<": "below",
  "<=": "at most",
  "==": "exactly",
  "!=": "anything but",
};

function steps(texts: readonly string[]): string {
  return texts.map((text, i) => `${i + 1}. ${text}`).join("\n");
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** When it fires: the very query, the number it is compared with, and for how long. */
function condition(alert: Alert): string {
  const threshold = thresholdText(alert);
  const comparison = alert.when.threshold && spokenComparison[alert.when.threshold.comparison];
  const compared = threshold ? `The value is ${comparison} ${threshold}` : "The query has a result";
  const hold = holdText(alert);
  const held = hold ? `, for ${hold}.` : "; the first evaluation fires.";
  return `${compared}${held}\n\n${code(alert.when.language, printQuery(alert.when.expression))}`;
}

/** Where to look: the dashboard, the panel of the number, the lines that it counts, the error lines, the failed requests. */
function places(service: Service, alert: Alert, settings: ContentSettings): string {
  const dashboard = dashboardUrl(service, alert, settings);
  const panel = numberPanelUrl(service, alert, settings);
  const parts = dashboard ? [`Dashboard: <${dashboard}>`] : [];
  if (panel) parts.push(`The number and its threshold: <${panel}>`);
  const counted = countedLines(alert);
  if (counted) parts.push(`The lines that it counts:\n\n${code("logql", printLines(counted))}`);
  if (service.logs) {
    const errors = printLines(lines(logsFrom(service.logs).where({ level: ["error", "critical"] })));
    if (!counted || printLines(counted) !== errors) parts.push(`Error lines:\n\n${code("logql", errors)}`);
  }
  if (service.spans) {
    const failed = printSearch({ language: "traceql", spans: { ...service.spans, status: "error" } });
    parts.push(`Failed requests:\n\n${code("traceql", failed)}`);
  }
  return parts.join("\n\n");
}

function escalation({ owner }: Service, { runbook, severity, class: kind }: Alert): string {
  const { after, to, channel } = owner.escalation;
  const byItself =
    severity === "critical" && kind !== "heartbeat"
      ? `Still firing after ${spoken(after)}: ${to} is told by ${channel}.`
      : `It does not escalate by itself. When you cannot mend it, get ${to}.`;
  return runbook.escalation ? `${runbook.escalation}\n\n${byItself}` : byItself;
}

function told(service: Service, alert: Alert): string {
  if (alert.class === "heartbeat") return "told by nobody while it fires: a dead-man's switch listens to it";
  return `told by ${channelsOf(service, alert).join(" and ")}`;
}

function runbook(service: Service, alert: Alert, settings: ContentSettings): string {
  const { meaning, impact, diagnosis, mitigation } = alert.runbook;
  const look = places(service, alert, settings);
  const sections: Readonly<Record<string, string>> = {
    Meaning: meaning,
    Impact: impact,
    "Fires when": condition(alert),
    ...(look === "" ? {} : { "Where to look": look }),
    "First steps": steps(diagnosis),
    Mitigation: steps(mitigation),
    Escalation: escalation(service, alert),
    Owner: `Team ${service.owner.name}, ${told(service, alert)}.`,
  };
  const body = Object.entries(sections).map(([title, text]) => `## ${title}\n\n${text}\n`);
  return [`# ${alert.name}\n`, `${service.id}, ${alert.severity}. ${service.description}\n`, ...body].join(
    "\n",
  );
}

/** The runbook of every alert. A stub is refused. */
export function runbooksOf(
  services: readonly Service[],
  settings: ContentSettings,
): readonly WrittenRunbook[] {
  const all = services.flatMap((service) => alertsOf(service).map((alert) => ({ service, alert })));
  const problems = all.flatMap(({ service, alert }) => runbookProblems(service, alert));
  if (problems.length > 0) throw new DeclarationError(problems);
  return all.map(({ service, alert }) => ({
    service,
    alert,
    markdown: runbook(service, alert, settings),
  }));
}

/** The runbooks by file name. */
export function runbookFiles(
  services: readonly Service[],
  settings: ContentSettings,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    runbooksOf(services, settings).map(({ service, alert, markdown }) => [
      `${runbookPath(service.origin, alert.name)}.md`,
      markdown,
    ]),
  );
}
