import { leaves } from "../queries/expression";
import type { LogLines } from "../queries/logql";
import type { Alert } from "./alert";

/** The very lines that an alert over logs counts, to be read; undefined where it asks metrics. */
export function countedLines({ when }: Alert): LogLines | undefined {
  const [leaf] = leaves(when.expression);
  if (leaf?.kind !== "logs") return undefined;
  const { range, unwrap, ...selection } = leaf;
  return { language: "loglines", selection };
}
