import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageLockSchema } from "../../toolchain/image-lock";
import { type Answer, askAll, lockOf } from "./locked";
import { wantedImages, withDigests } from "./wanted";

export interface LockImagesArgs {
  /** The clone whose lock and Dockerfiles are written. */
  readonly root: string;
  /** A registry (and folder in it) to ask. @default each image's own */
  readonly mirror?: string | undefined;
  /** `2026-11-21` */
  readonly day: string;
}

/** Asks for the digests of all images; writes them down where every one was told, and nothing else. */
export async function lockImages({ root, mirror, day }: LockImagesArgs): Promise<readonly Answer[]> {
  const lockFile = join(root, "toolchain/images.lock.json");
  const known = imageLockSchema.parse(JSON.parse(readFileSync(lockFile, "utf8")));
  const dockerfiles = dockerfilesIn(join(root, "images"));
  const answers = await askAll(wantedImages([...dockerfiles.values()]), known, mirror);
  if (answers.some(({ problem }) => problem !== undefined)) return answers;
  const digestOf = (image: string) => answers.find((one) => one.image === image)?.digest;
  replace(lockFile, `${JSON.stringify(lockOf(answers, known, day), null, 2)}\n`);
  for (const [path, text] of dockerfiles) replace(path, withDigests(text, digestOf));
  return answers;
}

function dockerfilesIn(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder).map((name) => join(folder, name, "Dockerfile"));
  return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

/** A reader sees the old text or the new one. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
