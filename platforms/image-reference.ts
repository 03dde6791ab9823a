import { z } from "zod";
import type { Image } from "./workload";

/** How a site gets its images. */
export const imageSchema = z.strictObject({
  /** Registry (and folder in it) that stands for all others, for sites without the internet. @default each image's own */
  registry: z
    .string()
    .regex(/^[^/].*[^/]$/, {
      error: "expected a registry and perhaps a folder in it, without slashes around",
    })
    .exactOptional(),
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

/** Has the repository a registry's name in front? Docker's rule: a first part with a dot, a colon, or "localhost". */
function hasRegistry(repository: string): boolean {
  const first = repository.split("/")[0] ?? "";
  return repository.includes("/") && (/[.:]/.test(first) || first === "localhost");
}

/** What a container engine is asked for: by digest where it is known, and never by a tag alone unless that is allowed. */
export function imageReference({ repository, tag, digest }: Image, settings: ImageSettings): string {
  const known = settings.digests[repository] ?? (digest === "unlocked" ? undefined : digest);
  if (known === undefined && settings.unlocked === "refuse") {
    const key = `belfry:images.digests["${repository}"]`;
    throw new Error(
      `The image ${repository}:${tag} is not pinned: nobody has looked up its digest. Fix: npm run images:lock where a registry can be reached, or pulumi config set --path '${key}' sha256:…, or (not for production) pulumi config set --path belfry:images.unlocked allow.`,
    );
  }
  const own = hasRegistry(repository) ? repository.slice(repository.indexOf("/") + 1) : repository;
  const path = settings.registry ? `${settings.registry}/${own}` : repository;
  return known ? `${path}:${tag}@${known}` : `${path}:${tag}`;
}
