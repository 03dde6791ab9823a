import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { documents } from "../../policy/model/parse-file";
import { partsOfManifest } from "../../policy/model/part";
import type { Part } from "../../policy/model/stack";

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
        ...documents(readFileSync(file, "utf8")).flatMap((document) => partsOfManifest(document, name)),
      );
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { parts, problems };
}
