/** The parts of an image's name. */
export interface ImageReference {
  /** Undefined: it is named by its id alone. */
  readonly registry: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Reads `registry/repository:tag@digest`; what names no registry comes from docker.io. */
export function imageReference(image: string | undefined): ImageReference | undefined {
  if (image === undefined || image === "") return undefined;
  if (digestPattern.test(image))
    return { registry: undefined, repository: "", tag: undefined, digest: image };
  const [name = "", digest, ...rest] = image.split("@");
  if (rest.length > 0 || (digest !== undefined && !digestPattern.test(digest))) return undefined;
  const match =
    /^((?:[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d+\/)|localhost)(?::\d+)?\/)?([a-z0-9._/-]+)(?::([\w.-]+))?$/.exec(
      name,
    );
  if (match === null) return undefined;
  const [, registry = "docker.io/", repository = "", tag] = match;
  return { registry: registry.slice(0, -1), repository, tag, digest };
}

/** The last word of the repository: `postgres` of `docker.io/library/postgres:16`. */
export function imageName(image: unknown): string | undefined {
  return typeof image === "string" ? imageReference(image)?.repository.split("/").at(-1) : undefined;
}
