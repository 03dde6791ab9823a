import { readFileSync } from "node:fs";
import { z } from "zod";
import { ask } from "../servers/server";
import type { Missing } from "./never";

const namesAnswer = z.looseObject({ data: z.array(z.string()) });

/** Names of metrics: of a running Prometheus, or of a file that has one a line, as the text of `/metrics` has. */
export async function metricNames(place: string): Promise<ReadonlySet<string>> {
  if (/^https?:/.test(place)) {
    const url = `${place.replace(/\/$/, "")}/api/v1/label/__name__/values`;
    return new Set(namesAnswer.parse(await ask(url)).data);
  }
  const lines = readFileSync(place, "utf8").split("\n");
  return new Set(lines.flatMap((line) => /^[a-zA-Z_:][\w:]*/.exec(line)?.[0] ?? []));
}

/** Prometheus makes these itself. */
const ofPrometheus = /^(ALERTS|ALERTS_FOR_STATE|up|scrape_\w+)$/;

export interface Known {
  /** Names of recorded series, of rules that were read; undefined where none were given. */
  readonly recorded: ReadonlySet<string> | undefined;
  /** All names that there are; undefined where nobody said. */
  readonly metrics: ReadonlySet<string> | undefined;
}

/** Which series are never there. */
export function missingFrom({ recorded, metrics }: Known): Missing {
  return ({ matchers }) => {
    const name = matchers.find((one) => one.name === "__name__" && one.type === "=")?.value;
    if (name === undefined || ofPrometheus.test(name) || recorded?.has(name) || metrics?.has(name))
      return undefined;
    if (metrics) return `there is no metric ${name}`;
    // A colon is for what rules record, by Prometheus' own convention.
    return name.includes(":") && recorded ? `no rule that was read records ${name}` : undefined;
  };
}
