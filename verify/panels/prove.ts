import type { Page } from "../../dashboards/page";
import type { Service } from "../../declaration/service";
import { leaves } from "../../queries/expression";
import type { Origin } from "../../telemetry/metrics";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import { answer, timedAnswer } from "./answer";
import { choicesOf } from "./choices";
import type { Choice, ShippedPanel, ShippedQuestion } from "./questions";
import { answerProblem, unitProblem } from "./shown";
import type { Ailment, Stores } from "./store";
import { environmentOf } from "./store";
import { longestSeconds } from "./timed-ask";
import type { Told } from "./value";
import { impliedProblem } from "./value";

const longAgo = 20 * 24 * 3600;
/** Where the normal day is played. */
const normalEnvironment = "local";

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

/** What was asked and what came back. */
interface Asked {
  readonly choice: Choice;
  /** What is wrong with the answer as the panel shows it. */
  readonly problem: string | undefined;
  /** What the played series say of its numbers. */
  readonly told: Told;
  /** How long it took; absent where there was none. */
  readonly seconds?: number;
}

async function asked(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  choice: Choice,
): Promise<Asked> {
  try {
    const { results, seconds } = await timedAnswer(stores, question, choice, stores.now);
    const told = impliedProblem(stores, shipped, question, choice, results);
    return { choice, told, seconds, problem: answerProblem(shipped, question, results) };
  } catch (error) {
    return { choice, told: {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The choice of an environment leaves every other variable at "All". */
function isAll(choice: Choice): boolean {
  return Object.keys(choice).length === 1;
}

/** Under a fault a value may be one that the fault does not touch; that nothing is there must follow from what was played. */
function mayBeEmpty({ panel }: ShippedPanel, { choice, told }: Asked): boolean {
  return panel.dataUnder !== undefined && !isAll(choice) && told.lines === 0;
}

interface Asking {
  readonly subject: string;
  /** Where data is to be: that of the normal day, or of the fault in each service that may have it. */
  readonly environments: readonly string[];
}

/** What is said of one question in each environment, at "All" and at each value of each variable. */
async function questionChecks(
  stores: Stores,
  shipped: ShippedPanel,
  question: ShippedQuestion,
  { subject, environments }: Asking,
): Promise<readonly Check[]> {
  const answers: Asked[] = [];
  for (const environment of environments) {
    const choices = await choicesOf(stores, shipped, environment);
    for (const choice of choices) answers.push(await asked(stores, shipped, question, choice));
  }
  const says = (claim: string, problem: string | undefined) =>
    check("panels", subject, `"${question.legend}" ${claim}`, problem && `${problem}: ${question.text}`);
  const checks = answers.flatMap((one) => {
    const at = Object.entries(one.choice).map(([name, value]) => `${name}=${value}`);
    const claims: Check[] = [];
    if (!mayBeEmpty(shipped, one)) claims.push(says(`returns data: ${at.join(", ")}`, one.problem));
    if (one.told.lines !== undefined)
      claims.push(says(`shows what was played: ${at.join(", ")}`, one.told.problem));
    return claims;
  });
  const seconds = Math.max(0, ...answers.map((one) => one.seconds ?? 0));
  const unanswered = answers.find((one) => one.seconds === undefined);
  const late = seconds > longestSeconds ? `it took ${seconds.toFixed(1)} s` : undefined;
  const known = answers.some(({ told }) => told.lines !== undefined);
  const timed = says(`answers within ${longestSeconds} s`, unanswered?.problem ?? late);
  return [
    ...checks,
    { ...timed, seconds, ...(question.language === "promql" ? { numberKnown: known } : {}) },
  ];
}

/** A store that holds nothing gives nothing: `or vector(0)` would say that all is well where nobody looks. */
async function emptyCheck(stores: Stores, { questions }: ShippedPanel, subject: string): Promise<Check> {
  const problems: string[] = [];
  for (const question of questions) {
    const problem = await answer(stores, question, {}, stores.now - longAgo).then(
      (results) => (results.length > 0 ? "it answers even so" : undefined),
      (error: Error) => error.message,
    );
    if (problem !== undefined) problems.push(`${problem}: ${question.text}`);
  }
  return check("panels", subject, "is empty over an empty store", problems[0]);
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
  { services }: Pick<Content, "services">,
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
  const fault = shipped.panel.dataUnder;
  const environments =
    fault === undefined ? [normalEnvironment] : ailmentsOf(shipped, services).map(environmentOf);
  if (environments.length === 0)
    return [
      ...still,
      check("panels", subject, "returns data", `no service that it reads has the fault "${fault}"`),
    ];
  const checks: Check[] = [];
  for (const question of shipped.questions)
    checks.push(...(await questionChecks(stores, shipped, question, { subject, environments })));
  return [...still, ...checks];
}
