import { imageName } from "../../platforms/image-reference";
import type { ImageLock } from "../../toolchain/image-lock";
import { type AskedAt, askedAt, digestAt } from "./registry";
import type { WantedImage } from "./wanted";

/** What a registry said of an image. */
export interface Answer {
  /** `repository:tag` */
  readonly image: string;
  readonly registry: string;
  /** Undefined where it did not say. */
  readonly digest: string | undefined;
  /** What was known before. */
  readonly was: string | undefined;
  /** Why there is no digest, and what to do. */
  readonly problem: string | undefined;
}

/** Asks for every image, at its own registry or at the mirror. */
export async function askAll(
  images: readonly WantedImage[],
  known: ImageLock,
  mirror: string | undefined,
): Promise<readonly Answer[]> {
  return Promise.all(
    images.map(async (wanted) => {
      const image = imageName(wanted);
      const at = askedAt(wanted, mirror);
      return { image, registry: at.registry, was: known[image]?.digest, ...(await asked(at, wanted.tag)) };
    }),
  );
}

async function asked(at: AskedAt, tag: string): Promise<Pick<Answer, "digest" | "problem">> {
  try {
    return { digest: await digestAt(at, tag), problem: undefined };
  } catch (error) {
    return { digest: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The lock with what the registries said; what they confirm keeps the places that it was seen at before. */
export function lockOf(answers: readonly Answer[], known: ImageLock, day: string): Record<string, unknown> {
  const entries = answers.map(({ image, registry, digest }) => {
    const before = known[image];
    const sources = before && before.digest === digest ? before.sources : [];
    const isKnown = sources.some((source) => source.startsWith(`${registry}, `));
    return [
      image,
      { digest, sources: isKnown ? sources : [...sources, `${registry}, asked on ${day}`] },
    ] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
