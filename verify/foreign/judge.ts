import type { Server } from "../servers/server";
import { longestHold } from "./calendar";
import type { ForeignQuery } from "./dashboard-files";
import type { Programs, Read } from "./engine";
import { readQuery, startReader } from "./engine";
import type { Finding } from "./finding";
import type { Known } from "./known-series";
import { missingFrom } from "./known-series";
import { neverReturns } from "./never";
import type { ForeignRule } from "./rule-files";
import { foreignSeconds } from "./rule-files";
import { attempts, shownToReturn } from "./search";
import type { Tree } from "./tree";
import { interpolated } from "./variables";

interface Judged extends Pick<Finding, "kind" | "file" | "subject"> {
  readonly texts: readonly string[];
  /** Seconds. */
  readonly hold: number;
  /** What is wrong with it whatever it asks. */
  readonly fault?: string;
  /** Why nothing can be said. */
  readonly beyond?: string;
}

function ofRule({ file, kind, name, group, expr, hold }: ForeignRule): Judged {
  const seconds = foreignSeconds(hold);
  return {
    kind,
    file,
    subject: `${group}/${name}`,
    texts: [expr],
    hold: seconds ?? 0,
    ...(seconds === undefined ? { fault: `its "for" is no duration: ${hold}` } : {}),
  };
}

function ofQuery({ file, dashboard, panel, text, source, variables }: ForeignQuery): Judged {
  const { texts, undefinedNames } = interpolated(text, variables);
  const other = source !== undefined && !["prometheus", "datasource", "mixed"].includes(source);
  const names = undefinedNames.map((name) => `$${name}`).join(", ");
  return {
    kind: "panel",
    file,
    subject: `${dashboard}: ${panel}`,
    texts,
    hold: 0,
    ...(names === "" ? {} : { fault: `its dashboard defines no variable ${names}` }),
    ...(other ? { beyond: `it asks ${source}, which is not read here` } : {}),
  };
}

/** LogQL has pipes, which PromQL does not. */
function refusal(text: string, words: string): Pick<Finding, "verdict" | "why"> {
  const logs = /\|[=~>]|\|\s*(json|logfmt|pattern|line_format|unwrap)|!=\s*`/.test(text);
  return logs
    ? { verdict: "unknown", why: "it is a query over logs, which is not read here" }
    : { verdict: "cannot", why: `Prometheus refuses it: ${words}` };
}

interface Reading {
  readonly judged: Judged;
  readonly reads: readonly Read[];
}

function treesOf({ reads }: Reading): readonly Tree[] {
  return reads.flatMap((read) => ("tree" in read ? [read.tree] : []));
}

function withoutEngine(reading: Reading, known: Known): Pick<Finding, "verdict" | "why"> | undefined {
  const { judged, reads } = reading;
  if (judged.beyond !== undefined) return { verdict: "unknown", why: judged.beyond };
  if (judged.fault !== undefined) return { verdict: "cannot", why: judged.fault };
  const trees = treesOf(reading);
  const never = trees.map((tree) => neverReturns(tree, missingFrom(known)));
  const [first] = never;
  if (first !== undefined && never.every((why) => why !== undefined))
    return { verdict: "cannot", why: first };
  const longest = Math.max(0, ...trees.map(longestHold));
  if (trees.length > 0 && longest <= judged.hold) {
    return {
      verdict: "cannot",
      why: `it holds for ${longest} s at the longest, its "for" is ${judged.hold} s`,
    };
  }
  for (const [i, read] of reads.entries()) {
    if ("refused" in read) return refusal(judged.texts[i] ?? "", read.refused);
    if ("unread" in read) return { verdict: "unknown", why: read.unread };
  }
  return undefined;
}

async function readAll(server: Server, all: readonly Judged[]): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const judged of all) {
    const texts = judged.beyond === undefined && judged.fault === undefined ? judged.texts : [];
    readings.push({ judged, reads: await Promise.all(texts.map((text) => readQuery(server, text))) });
  }
  return readings;
}

const shown: Readonly<Record<Judged["kind"], string>> = {
  alert: 'its condition held for its whole "for"',
  recording: "it recorded something",
  panel: "it returned data",
  route: "",
};

/**
 * Judges rules and queries that are not belfry's own. What works was shown to, by Prometheus on series made up for
 * it; what cannot is told from its text; of the rest nothing is claimed.
 */
export async function judgeForeign(
  {
    rules,
    queries,
    known,
  }: { rules: readonly ForeignRule[]; queries: readonly ForeignQuery[]; known: Known },
  programs: Programs,
): Promise<readonly Finding[]> {
  const all = [...rules.map(ofRule), ...queries.map(ofQuery)];
  const server = await startReader(programs);
  const readings = await readAll(server, all).finally(() => server.stop());
  const told = readings.map((reading) => withoutEngine(reading, known));
  // Dashboards ask the same here and there: equal queries are judged once.
  const keyOf = ({ judged: { texts, hold } }: Reading) => JSON.stringify([texts, hold]);
  const open = readings.flatMap((reading, i) =>
    told[i] ? [] : [{ id: keyOf(reading), trees: treesOf(reading), hold: reading.judged.hold }],
  );
  const once = [...new Map(open.map((searched) => [searched.id, searched])).values()];
  const found = await shownToReturn(once, programs);
  return readings.map((reading, i): Finding => {
    const { kind, file, subject } = reading.judged;
    const works = found.has(keyOf(reading))
      ? ({ verdict: "works", why: `${shown[kind]} on made-up series` } as const)
      : ({ verdict: "unknown", why: `none of ${attempts} attempts with made-up series moved it` } as const);
    return { kind, file, subject, ...(told[i] ?? works) };
  });
}
