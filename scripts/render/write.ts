import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { passwordsIn } from "./passwords";
import { isCompose, rendered } from "./rendered";

/** Name of the file that keeps generated passwords beside the secrets; not .json, which kubectl would apply. */
const passwordFile = "passwords.txt";
/** Where a compose file expects its secrets, beside itself. */
const secretsFolder = "secrets";

export interface Written {
  readonly files: number;
  /** Where secrets were written, and how many. */
  readonly secrets: { readonly folder: string; readonly files: number } | undefined;
  /** What must be there before the files are used, one a line. */
  readonly secretNames: readonly string[];
}

/** Writes a stack as files; secrets too where a folder is named for them, and for a compose file always. */
export async function writeStack(
  stack: string,
  config: Readonly<Record<string, string>>,
  folder: string,
  named?: string,
): Promise<Written> {
  const secrets = named ?? (isCompose(config) ? join(folder, secretsFolder) : undefined);
  const passwords = secrets ? passwordsIn(join(secrets, passwordFile)) : undefined;
  const password = (name: string) => passwords?.of(name) ?? `password-of-${name}`;
  const { files, secretFiles, secretNames } = await rendered(stack, config, password, folder);
  writeFiles(folder, files);
  if (!secrets || !passwords) return { files: Object.keys(files).length, secrets: undefined, secretNames };
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  write(secrets, { ...secretFiles, [passwordFile]: passwords.text() }, 0o600);
  const written = { folder: secrets, files: Object.keys(secretFiles).length };
  return { files: Object.keys(files).length, secrets: written, secretNames };
}

/** Writes the files in place of what is in the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  empty(folder);
  write(folder, files, 0o644);
}

function write(folder: string, files: Readonly<Record<string, string>>, mode: number): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
  }
}

/** Empties the folder, but for the secrets in it: they are generated once. */
function empty(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((name) => name !== secretsFolder)) {
    rmSync(join(folder, name), { recursive: true });
  }
}
