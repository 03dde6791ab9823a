import { imageName } from "../../platforms/image-reference";
import { products, ragbaseImages } from "../../toolchain/versions";

/** An image whose digest is wanted. */
export interface WantedImage {
  readonly repository: string;
  readonly tag: string;
}

const base = /^FROM (?!scratch\b)([^\s@:]+):([^\s@]+)(?:@\S+)?( .*)?$/gm;

/** Every image that belfry runs or builds upon, each once; `dockerfiles` are the texts of its own images'. */
export function wantedImages(dockerfiles: readonly string[]): readonly WantedImage[] {
  const run = Object.values(products).flatMap((product) => ("image" in product ? [product.image] : []));
  const bases = dockerfiles.flatMap((text) => basesOf(text));
  const all: readonly WantedImage[] = [...run, ...Object.values(ragbaseImages), ...bases];
  const byName = new Map(
    all.map(({ repository, tag }) => [imageName({ repository, tag }), { repository, tag }]),
  );
  return [...byName.values()];
}

/** The images that a Dockerfile builds upon, up to one of its stages. @default up to its last */
export function basesOf(dockerfile: string, stage?: string): readonly WantedImage[] {
  const until = stage ? dockerfile.search(new RegExp(`^FROM .* AS ${stage}$`, "m")) : -1;
  const end = until < 0 ? dockerfile.length : dockerfile.indexOf("\n", until);
  return [...dockerfile.slice(0, end).matchAll(base)].map(([, repository = "", tag = ""]) => ({
    repository,
    tag,
  }));
}

/** A Dockerfile whose bases have the digests that are known. */
export function withDigests(dockerfile: string, digestOf: (image: string) => string | undefined): string {
  return dockerfile.replace(base, (line, repository: string, tag: string, rest = "") => {
    const known = digestOf(imageName({ repository, tag }));
    return known ? `FROM ${repository}:${tag}@${known}${rest}` : line;
  });
}
