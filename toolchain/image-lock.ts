import { z } from "zod";
import lockText from "./images.lock.json";

/** A digest that was looked up, or the open admission that nobody did. */
export type Digest = `sha256:${string}` | "unlocked";

/**
 * Digests by `repository:tag`, and where each was seen: two independent public places that pin the same, or the registry
 * that `npm run images:lock` has asked. None is here that nobody looked up.
 */
export const imageLockSchema = z.record(
  z.string(),
  z.strictObject({
    digest: z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]),
    sources: z.array(z.string().min(1)).min(1),
  }),
);
export type ImageLock = z.infer<typeof imageLockSchema>;

const lock: ImageLock = imageLockSchema.parse(lockText);

/** What is known of an image's digest. */
export function lookedUp(image: string): { readonly digest: Digest; readonly sources: readonly string[] } {
  return lock[image] ?? { digest: "unlocked", sources: [] };
}
