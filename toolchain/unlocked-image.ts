import { lookedUp } from "./image-lock";
import { backupImage, type Image, ownImage, products, ragbaseImages, toolImage } from "./versions";

const lockHint = "nobody has asked its registry for a digest: `npm run images:lock` does";
const buildHint =
  "it is made from this clone: `npm run images:push` hands it to a registry, which gives it one";

/** Why an image of the stack has no digest, by its name and tag. */
const reasons: ReadonlyMap<string, string> = new Map([
  ...shipped()
    .map(({ repository, tag }) => `${repository}:${tag}`)
    .filter((name) => lookedUp(name).digest === "unlocked")
    .map((name) => [withoutRegistry(name), lockHint] as const),
  ...[ownImage, backupImage, toolImage].map(
    ({ repository, tag }) => [`${repository}:${tag}`, buildHint] as const,
  ),
]);

function shipped(): readonly Image[] {
  const run = Object.values(products).flatMap((product) => ("image" in product ? [product.image] : []));
  return [...run, ...Object.values(ragbaseImages)];
}

function withoutRegistry(name: string): string {
  return name.replace(/^[^/]*\.[^/]*\//, "");
}

/**
 * Why nobody can know the digest of an image of the stack yet, and what tells it; undefined for an image of somebody
 * else, and for one whose digest is known. `path`: without the registry; a site may have put a folder before it.
 */
export function whyUnlocked(path: string, tag: string): string | undefined {
  const name = `${path}:${tag}`;
  for (const [known, why] of reasons) if (name === known || name.endsWith(`/${known}`)) return why;
  return undefined;
}
