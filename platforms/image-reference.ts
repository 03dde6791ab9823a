import { z } from "zod";
import type { Image } from "./workload";

const registry = z.string().regex(/^[^/].*[^/]$/, {
  error: "expected a registry and perhaps a folder in it, without slashes around",
});

/** How a site gets its images. */
export const imageSchema = z.strictObject({
  /** Registry (and folder in it) that stands for all others, for sites without the internet. @default each image's own */
  registry: registry.exactOptional(),
  /** Registry (and folder in it) that belfry's own images were pushed to. @default that of all others */
  own: registry.exactOptional(),
  /** Digests by repository, for what the stack itself does not pin, or where the site's registry has others. */
  digests: z
    .record(
      z.string(),
      z.string().regex(/^sha256:[0-9a-f]{64}$/, { error: "expected sha256: and 64 hexadecimal digits" }),
    )
    .default({}),
  /** What to do with an image whose digest nobody has looked up. */
  unlocked: z.enum(["refuse", "allow"]).default("refuse"),
});

export type ImageSettings = z.infer<typeof imageSchema>;

/** `repository:tag`, as people name an image. */
export function imageName({ repository, tag }: Pick<Image, "repository" | "tag">): string {
  return `${repository}:${tag}`;
}

/** The registry in front of a repository by Docker's rule (a first part with a dot, a colon, or "localhost"), and the rest. */
export function splitRepository(repository: string): {
  readonly registry: string | undefined;
  readonly path: string;
} {
  const [first = "", ...rest] = repository.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasRegistry ? { registry: first, path: rest.join("/") } : { registry: undefined, path: repository };
}

/** What a container engine is asked for: by digest where it is known, and never by a tag alone unless that is allowed. */
export function imageReference(image: Image, settings: ImageSettings): string {
  const { repository, digest } = image;
  const known = settings.digests[repository] ?? (digest === "unlocked" ? undefined : digest);
  if (known === undefined && settings.unlocked === "refuse") throw new Error(notPinned(image));
  const given = (image.build && settings.own) ?? settings.registry;
  const place = given ? `${given}/${splitRepository(repository).path}` : repository;
  const name = imageName({ ...image, repository: place });
  return known ? `${name}@${known}` : name;
}

function notPinned(image: Image): string {
  const { repository, build } = image;
  const set = `pulumi config set --path 'belfry:images.digests["${repository}"]' sha256:…`;
  const [why, fix] = build
    ? [
        "it is made from this clone, and has a digest once a registry has it",
        "npm run images:push -- --registry <yours>, which prints the settings that name it",
      ]
    : ["nobody has looked up its digest", `npm run images:lock where a registry can be reached, or ${set}`];
  return `The image ${imageName(image)} is not pinned: ${why}. Fix: ${fix}, or (not for production) pulumi config set --path belfry:images.unlocked allow.`;
}

/** What is named by digest is what is on the node already; a tag may be another image by now. */
export function pullPolicy(reference: string): "IfNotPresent" | "Always" {
  return reference.includes("@sha256:") ? "IfNotPresent" : "Always";
}
