import type { LogLines } from "../queries/logql";
import type { Language, Query } from "../queries/query";
import type { TraceSearch } from "../queries/traceql";

/** How a panel shows its answer. */
export type View = "graph" | "stat" | "table" | "bars" | "state" | "heatmap" | "logs" | "traces";

/** One question and its answer. */
export interface Panel {
  readonly title: string;
  /** One sentence: what it shows and what a bad value means. */
  readonly description: string;
  readonly view: View;
  /** Legend (Grafana's `{{label}}`) → query. */
  readonly queries: Readonly<Record<string, Query<string, Language> | LogLines | TraceSearch>>;
  /** A line to compare with, in the unit of the query. */
  readonly threshold?: number;
  /** On which side of the threshold it is worse: numbers there are red, on the other side green. @default it judges nothing */
  readonly worse?: "above" | "below";
  /** Empty when all is well (error panels): the proof then wants data under this fault instead. */
  readonly dataUnder?: string;
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly [Panel, ...Panel[]];
}

/** A dashboard of a service besides its overview, which is made from the RED declaration. */
export interface Board {
  /** What its address is made of, where the title has changed since it was first published. @default the title */
  readonly id?: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly [Row, ...Row[]];
}

type Queries = Panel["queries"];
type Options = Partial<Pick<Panel, "view" | "threshold" | "worse" | "dataUnder">>;

/** A panel; a graph unless told otherwise. */
export function panel(title: string, description: string, queries: Queries, options: Options = {}): Panel {
  return { title, description, view: "graph", queries, ...options };
}
