import { z } from "zod";

/** A label that a selector asks for, and how. */
export interface LabelMatcher {
  readonly name: string;
  readonly type: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** When a selector or a subquery looks, milliseconds; `timestamp` is that of `@`. */
interface Moment {
  readonly offset: number;
  readonly timestamp?: number | null | undefined;
  readonly startOrEnd?: "start" | "end" | null | undefined;
}

export interface Selector extends Moment {
  readonly type: "vectorSelector" | "matrixSelector";
  readonly name: string;
  readonly matchers: readonly LabelMatcher[];
  /** Milliseconds, of a matrix. */
  readonly range?: number | undefined;
}

export interface Matching {
  readonly card: "one-to-one" | "one-to-many" | "many-to-one" | "many-to-many";
  readonly labels: readonly string[];
  readonly on: boolean;
  readonly include: readonly string[];
}

export interface Binary {
  readonly type: "binaryExpr";
  readonly op: string;
  readonly bool: boolean;
  readonly lhs: Tree;
  readonly rhs: Tree;
  /** Between two vectors. */
  readonly matching: Matching | null;
}

export interface Aggregation {
  readonly type: "aggregation";
  readonly op: string;
  readonly expr: Tree;
  readonly param: Tree | null;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

/** A query as Prometheus' own parser reads it (`/api/v1/parse_query`). */
export type Tree =
  | Selector
  | Binary
  | Aggregation
  | { readonly type: "call"; readonly func: { readonly name: string }; readonly args: readonly Tree[] }
  | ({
      readonly type: "subquery";
      readonly expr: Tree;
      readonly range: number;
      readonly step: number;
    } & Moment)
  | { readonly type: "unaryExpr"; readonly op: string; readonly expr: Tree }
  | { readonly type: "parenExpr"; readonly expr: Tree }
  | { readonly type: "numberLiteral"; readonly val: string }
  | { readonly type: "stringLiteral"; readonly val: string };

const moment = {
  offset: z.number(),
  timestamp: z.number().nullish(),
  startOrEnd: z.enum(["start", "end"]).nullish(),
};
const matcher = z.object({ name: z.string(), type: z.enum(["=", "!=", "=~", "!~"]), value: z.string() });
const selector = { ...moment, name: z.string(), matchers: z.array(matcher) };
const matching = z.object({
  card: z.enum(["one-to-one", "one-to-many", "many-to-one", "many-to-many"]),
  labels: z.array(z.string()),
  on: z.boolean(),
  include: z.array(z.string()),
});

/** What the parser answers; parts that it does not know are refused. */
export const treeSchema: z.ZodType<Tree> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("vectorSelector"), ...selector }),
    z.object({ type: z.literal("matrixSelector"), ...selector, range: z.number() }),
    z.object({
      type: z.literal("binaryExpr"),
      op: z.string(),
      bool: z.boolean(),
      lhs: treeSchema,
      rhs: treeSchema,
      matching: matching.nullable(),
    }),
    z.object({
      type: z.literal("aggregation"),
      op: z.string(),
      expr: treeSchema,
      param: treeSchema.nullable(),
      grouping: z.array(z.string()),
      without: z.boolean(),
    }),
    z.object({ type: z.literal("call"), func: z.object({ name: z.string() }), args: z.array(treeSchema) }),
    z.object({
      type: z.literal("subquery"),
      ...moment,
      expr: treeSchema,
      range: z.number(),
      step: z.number(),
    }),
    z.object({ type: z.literal("unaryExpr"), op: z.string(), expr: treeSchema }),
    z.object({ type: z.literal("parenExpr"), expr: treeSchema }),
    z.object({ type: z.literal("numberLiteral"), val: z.string() }),
    z.object({ type: z.literal("stringLiteral"), val: z.string() }),
  ]),
);

/** The parts of a query one level down. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.type) {
    case "binaryExpr":
      return [tree.lhs, tree.rhs];
    case "aggregation":
      return tree.param === null ? [tree.expr] : [tree.param, tree.expr];
    case "call":
      return tree.args;
    case "subquery":
    case "unaryExpr":
    case "parenExpr":
      return [tree.expr];
    default:
      return [];
  }
}

/** Every selection of series in a query, left to right. */
export function selectorsOf(tree: Tree): readonly Selector[] {
  if (tree.type === "vectorSelector" || tree.type === "matrixSelector") return [tree];
  return partsOf(tree).flatMap(selectorsOf);
}

/** A query without the brackets around it. */
export function bare(tree: Tree): Tree {
  return tree.type === "parenExpr" ? bare(tree.expr) : tree;
}
