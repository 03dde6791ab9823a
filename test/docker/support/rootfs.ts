import { chmodSync, cpSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { output } from "./output";

/** What an image of the tests holds: files of this machine by container path, and texts. */
export interface Content {
  readonly files: Readonly<Record<string, string>>;
  readonly texts?: Readonly<Record<string, string>>;
  /** Those of `files` that need libraries of this machine. */
  readonly dynamic?: readonly string[];
}

/** What Debian's images hold besides their server, as far as it is used. */
export const shell = { "/bin/sh": "/bin/sh", "/bin/rm": "/bin/rm" };
export const users = "root:x:0:0::/:/bin/sh\nredis:x:999:999::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n";

/** Lays out an image's files below a folder. */
export async function layOut(folder: string, { files, texts = {}, dynamic = [] }: Content): Promise<void> {
  for (const [path, source] of Object.entries(files)) copy(source, join(folder, path));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const path of dynamic) {
    for (const library of await librariesOf(files[path] ?? path)) copy(library, join(folder, library));
  }
  mkdirSync(join(folder, "tmp"), { recursive: true });
  chmodSync(join(folder, "tmp"), 0o1777);
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  // A link stays what it is: made absolute, it would lead out of the image.
  cpSync(realpathSync(source), target, { recursive: true, verbatimSymlinks: true });
}

/** The libraries that the loader takes for a program, and the loader. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const text = await output("ldd", [program]).catch(() => "a static program");
  return [...text.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? []);
}
