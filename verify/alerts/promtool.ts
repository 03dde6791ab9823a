import { readFile } from "node:fs/promises";
import { run } from "../../toolchain/run";
import type { Labels } from "../series/series";
import { turns } from "../turns";

/** A sample of an answer. */
export interface Answer {
  readonly labels: Labels;
  readonly value: number;
}

/** An alert as it fired, with its texts filled in. */
export interface FiredAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** What the rule engine told of one test. */
export interface TestAnswers {
  /** By expression and time. */
  readonly samples: ReadonlyMap<string, readonly Answer[]>;
  /** By name of the alert and time. */
  readonly fired: ReadonlyMap<string, readonly FiredAlert[]>;
}

/** Key of what was asked at a time, in seconds since the scenario began. */
export function askedAt(what: string, seconds: number): string {
  return `${what} @ ${seconds}`;
}

const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** Seconds of a duration as promtool prints it: `8h4m45s`. */
function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([dhms])/g)];
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (unitSeconds[unit] ?? 0), 0);
}

const pair = /([a-zA-Z_:][\w:.]*)=("(?:[^"\\]|\\.)*")/g;
const labelSet = String.raw`\{((?:[a-zA-Z_:][\w:.]*="(?:[^"\\]|\\.)*"(?:, )?)*)\}`;

function unescapeXml(text: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

/** Go's quoted strings are those of JSON for all that a label or a text holds. */
function unquote(quoted: string): string {
  return String(JSON.parse(quoted));
}

function labelsOf(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(pair)].map(([, label = "", value = '""']) => [label, unquote(value)]),
  );
}

function number(text: string): number {
  if (/inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function parseSamples(got: string): readonly Answer[] {
  const sample = new RegExp(`${labelSet} ([-+]?(?:Inf|NaN|[0-9.]+(?:E[-+]?\\d+)?))`, "g");
  return [...got.matchAll(sample)].map(([, labels = "", value = ""]) => ({
    labels: labelsOf(labels),
    value: number(value),
  }));
}

function parseFired(got: string): readonly FiredAlert[] {
  const alert = new RegExp(`Labels:${labelSet}\\s+Annotations:${labelSet}`, "g");
  return [...got.matchAll(alert)].map(([, labels = "", annotations = ""]) => ({
    labels: labelsOf(labels),
    annotations: labelsOf(annotations),
  }));
}

/** Reads one failure: what promtool got where nothing was expected. Anything else is an error of the case itself. */
function read(
  failure: string,
  samples: Map<string, readonly Answer[]>,
  fired: Map<string, readonly FiredAlert[]>,
) {
  const got = failure.slice(failure.indexOf("got:"));
  const [, expression, when = ""] = /^\s*expr: ("(?:[^"\\]|\\.)*"), time: (\w+)/.exec(failure) ?? [];
  if (expression !== undefined && failure.includes("got:")) {
    samples.set(askedAt(unquote(expression), secondsOf(when)), parseSamples(got));
    return;
  }
  const [, alert, time = ""] = /\n\s*alertname: (\w+), time: (\w+)/.exec(failure) ?? [];
  if (alert === undefined) throw new Error(`promtool: ${failure.trim()}`);
  fired.set(askedAt(alert, secondsOf(time)), parseFired(got));
}

/** Reads promtool's JUnit report: by test what it answered. */
export function parseReport(report: string): ReadonlyMap<string, TestAnswers> {
  const tests = [...report.matchAll(/<testcase name="([^"]*)"(?:\/>|>(.*?)<\/testcase>)/gs)];
  return new Map(
    tests.map(([, name = "", body = ""]) => {
      const samples = new Map<string, readonly Answer[]>();
      const fired = new Map<string, readonly FiredAlert[]>();
      for (const [, failure = ""] of body.matchAll(/<failure[^>]*>(.*?)<\/failure>/gs)) {
        read(unescapeXml(failure), samples, fired);
      }
      return [unescapeXml(name), { samples, fired }] as const;
    }),
  );
}

const inTurn = turns();

/** It lives for seconds and keeps little: memory is better used than freed, up to a limit. */
const environment = { ...process.env, GOGC: "off", GOMEMLIMIT: "768MiB" };

/** Has promtool evaluate case files, all in one run; its report says what each test got. */
export async function evaluate(
  promtool: string,
  caseFiles: readonly string[],
): Promise<ReadonlyMap<string, TestAnswers>> {
  const [first] = caseFiles;
  if (first === undefined) return new Map();
  const report = `${first}.xml`;
  // It fails by intent wherever it got something.
  const failure = await inTurn(() =>
    run(promtool, ["test", `--junit=${report}`, "rules", ...caseFiles], { env: environment }).then(
      () => undefined,
      (error: Error) => error,
    ),
  );
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) throw failure ?? new Error(`promtool wrote no report for ${caseFiles.join(", ")}`);
  return parseReport(text);
}
