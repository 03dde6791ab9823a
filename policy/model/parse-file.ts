import { parse, parseAllDocuments } from "yaml";
import type { File, FileKind } from "./file";
import type { Resource } from "./resource";
import { at, isFields, items, toValue, type Value } from "./value";

/**
 * What belfry generates repeats itself by aliases, more often than the YAML library's own bound (100) allows; one that
 * grows for ever is still refused.
 */
const maxAliasCount = 10_000;

interface Parsed {
  readonly kind: FileKind;
  readonly data: Value;
}

/** Each policy looks at each resource anew; the same text is understood once. */
const known = new Map<string, Parsed>();

/** What a text is, found out from what it holds. */
export function parseFile(resource: Resource, path: string, content: string): File {
  const key = `${path.split(".").at(-1)}\n${content}`;
  const parsed = known.get(key) ?? understand(path, content);
  known.set(key, parsed);
  return { resource, path, text: content, ...parsed };
}

function understand(path: string, content: string): Parsed {
  if (path.endsWith(".sql")) return { kind: "sql", data: null };
  if (/^\s*appendonly\s|^\s*maxmemory\s/m.test(content)) return { kind: "redis", data: null };
  if (/^\s*\[(auth|security|server|database|users)[.\w]*\]/m.test(content))
    return { kind: "grafana", data: null };
  const data = structured(content);
  return { kind: kindOf(data), data };
}

/** YAML or JSON; anything else is a text without parts. */
function structured(content: string): Value {
  if (!/^\s*[{[]|^[\w"'-]+\s*:/m.test(content)) return null;
  try {
    return toValue(
      /^\s*[{[]/.test(content) ? JSON.parse(content) : parse(content, { logLevel: "silent", maxAliasCount }),
    );
  } catch {
    return null;
  }
}

/** What the text configures. */
export function kindOf(data: Value): FileKind {
  const has = (...path: string[]) => at(data, ...path) !== undefined;
  if (items(at(data, "groups")).some((group) => at(group, "rules") !== undefined)) return "rules";
  if (has("route") && has("receivers")) return "alertmanager";
  if (has("scrape_configs")) return "prometheus";
  if (has("service", "pipelines")) return "collector";
  if (has("schema_config")) return "loki";
  if (has("storage", "trace")) return "tempo";
  if (isFields(data) && has("panels") && has("title")) return "dashboard";
  return "other";
}

/** The documents of a YAML file; throws where it cannot be read, with the line. */
export function documents(content: string): readonly Value[] {
  return parseAllDocuments(content, { logLevel: "silent" }).flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new Error(problem.message.split("\n")[0] ?? "cannot be read");
    const data = toValue(document.toJS({ maxAliasCount }));
    return data === null ? [] : [data];
  });
}
