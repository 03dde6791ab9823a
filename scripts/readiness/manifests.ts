import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { documents } from "../../policy/model/parse-file";
import { partsOfManifest } from "../../policy/model/part";
import type { Part } from "../../policy/model/stack";
import { at, knownText, type Value } from "../../policy/model/value";

/** What a folder of manifests holds. */
export interface ManifestFolder {
  readonly parts: readonly Part[];
  /** Files that could not be read, with the reason; they are not judged. */
  readonly problems: readonly string[];
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return yamlFiles(path);
      return /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
    });
}

/** What Helm fills in; the templates of alerts and legends (`{{ $labels.pod }}`) are none of it. */
const helm = /\{\{[^}]*(\binclude\s|\btoYaml\s|\.(Values|Release|Chart|Capabilities)\b)/;

/** Meant as an object of Kubernetes, and none as it stands: the API server refuses it. */
function unversioned(document: Value): boolean {
  const says = (key: string) => at(document, key) !== undefined;
  return says("kind") && says("metadata") && !says("apiVersion");
}

function objectsIn(text: string): readonly Value[] {
  if (helm.test(text))
    throw new Error("is a template of Helm. Fix: hand in what it renders to (helm template CHART > FILE)");
  let found: readonly Value[];
  try {
    found = documents(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why.replace(/:$/, "")}. Fix: write valid YAML or JSON`);
  }
  const odd = found.find(unversioned);
  if (odd === undefined) return found;
  throw new Error(`${knownText(at(odd, "kind"))} has no apiVersion. Fix: add it`);
}

/** The objects of all YAML and JSON files below a folder, or of one file. */
export function readManifests(folder: string): ManifestFolder {
  let files: readonly string[];
  try {
    files = statSync(folder).isDirectory() ? yamlFiles(folder) : [folder];
  } catch {
    throw new Error(`--manifests names ${folder}, which cannot be read. Fix: name a folder of YAML files.`);
  }
  if (files.length === 0)
    throw new Error(`${folder} holds no .yaml, .yml or .json file. Fix: name another folder.`);
  const parts: Part[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const name = relative(folder, file) || file;
    try {
      parts.push(
        ...objectsIn(readFileSync(file, "utf8")).flatMap((document) => partsOfManifest(document, name)),
      );
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (parts.length + problems.length === 0)
    throw new Error(`${folder} holds no object of Kubernetes. Fix: name a folder of manifests.`);
  return { parts, problems };
}
