import type { z } from "zod";

/** What is wrong in a file that does not fit its schema: place, value, fix. */
export function explainIssue(issue: z.core.$ZodIssue, data: unknown): string {
  const place = issue.path.join(".") || "the file";
  if (issue.code === "unrecognized_keys")
    return `${place}: ${issue.keys.join(", ")} is no key. Fix: correct or remove it`;
  const value = issue.path.reduce<unknown>(
    (here, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : undefined),
    data,
  );
  return `${place} is ${JSON.stringify(value)}: ${issue.message}. Fix: correct it`;
}
