import type { Page } from "../../dashboards/page";
import { grafanaUnit } from "../../dashboards/units";
import type { Service } from "../../declaration/service";
import { leaves } from "../../queries/expression";
import type { Origin } from "../../telemetry/metrics";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import type { ResultSeries } from "../servers/results";
import { answer } from "./answer";
import { choicesOf } from "./choices";
import type { Choice, ShippedPanel, ShippedQuestion } from "./questions";
import type { Ailment, Stores } from "./store";
import { environmentOf } from "./store";
import { impliedProblem } from "./value";

const longAgo = 20 * 24 * 3600;

/** The services that a panel reads. */
export function originsOf({ panel }: Pick<ShippedPanel, "panel">): readonly Origin[] {
  return Object.values(panel.queries).flatMap((question) => {
    if (question.language === "traceql") return [question.spans.origin];
    if (question.language === "loglines") return [question.selection.origin];
    return leaves(question.expression).map(({ origin }) => origin);
  });
}

/** The faults under which a panel is to have data, if it is empty when all is well. */
export function ailmentsOf(shipped: ShippedPanel, services: readonly Service[]): readonly Ailment[] {
  const fault = shipped.panel.dataUnder;
  if (fault === undefined) return [];
  const read = new Set(originsOf(shipped).map(({ system, service }) => `${system}/${service}`));
  const having = services.filter(({ faults }) => fault in faults);
  const own = having.filter(({ id }) => read.has(id));
  // What befalls a service may show elsewhere: on the disk of its host.
  const watching = having.filter(({ alerts }) =>
    alerts.some(({ watches = [] }) => watches.some((id) => read.has(id))),
  );
  return (own.length > 0 ? own : watching).map((service) => ({ service, fault }));
}

function legendProblem(
  { panel }: ShippedPanel,
  { legend, shown, language }: ShippedQuestion,
  results: readonly ResultSeries[],
): string | undefined {
  const named = panel.view !== "table" && (language === "promql" || language === "logql");
  if (named && shown === undefined) return "its lines have no legend";
  const format = shown ?? legend;
  const labels = [...format.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
  // A label may be empty, and is then none (a disk without an error); all of them may not.
  const some = labels.length === 0 || labels.some((label) => results.some((one) => label in one.labels));
  return some ? undefined : `its legend "${format}" names labels that no line has`;
}

/** A share is between nothing and all; what is measured is never a NaN at the end. */
function valueProblem(
  { panel }: ShippedPanel,
  legend: string,
  results: readonly ResultSeries[],
): string | undefined {
  const question = panel.queries[legend];
  if (!question || !("measure" in question)) return undefined;
  const values = results
    .flatMap(({ points }) => points.map(([, value]) => value))
    .filter((value) => !Number.isNaN(value));
  if (values.length === 0) return "all its values are NaN";
  const most = { ratio: 1, percent: 100, boolean: 1 }[question.measure.replace("/s", "")];
  const beyond = most === undefined ? undefined : values.find((value) => value < 0 || value > most * 1.0001);
  return beyond === undefined ? undefined : `it shows ${beyond}, which is no ${question.measure}`;
}

function unitProblem({ panel, unit }: ShippedPanel): string | undefined {
  const [first] = Object.values(panel.queries);
  if (!first || !("measure" in first) || panel.view === "heatmap") return undefined;
  const wanted = grafanaUnit(first.measure);
  return unit === wanted ? undefined : `its unit is ${unit}, that of ${first.measure} is ${wanted}`;
}

async function questionProblem(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  choice: Choice,
) {
  try {
    const results = (await answer(stores, question, choice, stores.now)).filter(
      ({ points }) => points.length > 0,
    );
    if (results.length === 0) return "no data";
    return valueProblem(shipped, question.legend, results) ?? legendProblem(shipped, question, results);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe(choice: Choice): string {
  const named = Object.entries(choice).map(([name, value]) => `${name}=${value}`);
  return named.length > 0 ? named.join(", ") : "All";
}

/** The value that the played series imply, where they do. */
async function valueChecks(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  choice: Choice,
  subject: string,
): Promise<readonly Check[]> {
  const results = await answer(stores, question, choice, stores.now);
  const { told, problem } = impliedProblem(stores, shipped, question, choice, results);
  const claim = `"${question.legend}" shows what was played: ${describe(choice)}`;
  return told ? [check("panels", subject, claim, problem && `${problem}: ${question.text}`)] : [];
}

async function choiceChecks(
  stores: Stores,
  shipped: ShippedPanel,
  subject: string,
  choice: Choice,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const question of shipped.questions) {
    const problem = await questionProblem(stores, shipped, question, choice);
    checks.push(
      ...(problem === undefined ? await valueChecks(stores, shipped, question, choice, subject) : []),
    );
    checks.push(
      check(
        "panels",
        subject,
        `"${question.legend}" returns data: ${describe(choice)}`,
        problem && `${problem}: ${question.text}`,
      ),
    );
  }
  return checks;
}

/** What is empty when all is well has data under its fault, in one of its questions at least. */
async function ailingCheck(
  stores: Stores,
  shipped: ShippedPanel,
  subject: string,
  ailments: readonly Ailment[],
): Promise<Check> {
  const fault = shipped.panel.dataUnder ?? "";
  const problems: string[] = [];
  for (const ailment of ailments) {
    for (const question of shipped.questions) {
      const problem = await questionProblem(stores, shipped, question, {
        environment: environmentOf(ailment),
      });
      if (problem === undefined) return check("panels", subject, `returns data: fault ${fault}`, undefined);
      problems.push(`${problem}: ${question.text}`);
    }
  }
  const none = ailments.length === 0 ? `no service that it reads has the fault "${fault}"` : problems[0];
  return check("panels", subject, `returns data: fault ${fault}`, none);
}

/** A store that holds nothing gives nothing: `or vector(0)` would say that all is well where nobody looks. */
async function emptyCheck(stores: Stores, { questions }: ShippedPanel, subject: string): Promise<Check> {
  const says: string[] = [];
  for (const question of questions.filter(({ language }) => language !== "traceql")) {
    const results = await answer(stores, question, {}, stores.now - longAgo).catch(() => []);
    if (results.length > 0) says.push(question.text);
  }
  return check(
    "panels",
    subject,
    "is empty over an empty store",
    says[0] && `it answers even so: ${says[0]}`,
  );
}

/** `system/service` of a dashboard; one of all services counts for itself. */
export function ownerOf({ tags }: Page): string {
  const tagged = (kind: string) => tags.find((tag) => tag.startsWith(`${kind}:`))?.slice(kind.length + 1);
  const [system, service] = [tagged("system"), tagged("service")];
  return system && service ? `${system}/${service}` : "dashboards";
}

function subjectOf({ page, panel }: ShippedPanel): string {
  return `${ownerOf(page)}/${page.title}: ${panel.title}`;
}

/** Proves one panel over the filled stores. */
export async function provePanel(
  stores: Stores,
  shipped: ShippedPanel,
  { services }: Content,
): Promise<readonly Check[]> {
  const subject = subjectOf(shipped);
  const missing = shipped.questions.find(({ text }) => text === "");
  if (missing)
    return [
      check("panels", subject, "is shipped", `its question "${missing.legend}" is not in the dashboard`),
    ];
  const skipped = shipped.questions.some(({ language }) =>
    language === "traceql" ? !stores.tempo : language !== "promql" && !stores.loki,
  );
  if (skipped)
    return [
      {
        area: "panels",
        subject,
        claim: "returns data",
        outcome: "skipped",
        detail: "its server cannot be had",
      },
    ];
  const still = [
    check("panels", subject, "has the unit of its metric", unitProblem(shipped)),
    await emptyCheck(stores, shipped, subject),
  ];
  if (shipped.panel.dataUnder !== undefined) {
    return [...still, await ailingCheck(stores, shipped, subject, ailmentsOf(shipped, services))];
  }
  const checks: Check[] = [];
  for (const choice of await choicesOf(stores, shipped))
    checks.push(...(await choiceChecks(stores, shipped, subject, choice)));
  return [...still, ...checks];
}
