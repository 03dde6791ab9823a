import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";

/** A document of a file of somebody else's. */
export interface Document {
  /** Path below the folder that was named. */
  readonly file: string;
  readonly content: unknown;
}

export interface Documents {
  readonly documents: readonly Document[];
  /** Files that could not be read, and why. */
  readonly problems: readonly string[];
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

function parse(path: string, text: string): readonly unknown[] {
  if (path.endsWith(".json")) return [JSON.parse(text)];
  const all = parseAllDocuments(text, { logLevel: "silent" });
  return all.map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS({ maxAliasCount: 1000 });
  });
}

/** Kube-prometheus' largest file, which holds all its dashboards, has 1 MiB; judging sixteen of them takes minutes. */
const mostMib = 16;

function textOf(path: string): string {
  const mib = statSync(path).size / 2 ** 20;
  if (mib <= mostMib) return readFileSync(path, "utf8");
  throw new Error(`it has ${Math.ceil(mib)} MiB, ${mostMib} are read at most. Fix: name a folder without it`);
}

/** Kubernetes puts several objects into one list. */
function unlisted(content: unknown): readonly unknown[] {
  const isList = typeof content === "object" && content !== null && "items" in content;
  return isList && Array.isArray(content.items) ? content.items.flatMap(unlisted) : [content];
}

/** Every document of the YAML and JSON files below a folder, or of one file. */
export function readDocuments(folder: string): Documents {
  const documents: Document[] = [];
  const problems: string[] = [];
  for (const path of filesBelow(folder).filter((name) => /\.(ya?ml|json|rules)$/.test(name))) {
    const file = relative(folder, path) || path;
    try {
      const all = parse(path, textOf(path)).flatMap(unlisted);
      documents.push(...all.map((content) => ({ file, content })));
    } catch (error) {
      const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
      problems.push(`${file}: ${why}`);
    }
  }
  return { documents, problems };
}

/** What is read of documents; what cannot be read is named, and the others are read even so. */
export function readEach<T>(
  { documents, problems }: Documents,
  read: (document: Document) => readonly T[],
): { readonly all: readonly T[]; readonly problems: readonly string[] } {
  const all: T[] = [];
  const unread = [...problems];
  for (const document of documents) {
    try {
      all.push(...read(document));
    } catch (error) {
      unread.push(`${document.file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { all, problems: unread };
}
