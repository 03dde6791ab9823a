import type { Random } from "../../declaration/random";
import type { Area } from "../check";
import type { Content } from "../content";

/** The content with one thing broken on purpose. */
export interface Mutant {
  /** `threshold × 10`. */
  readonly kind: string;
  /** What was broken: `pulsecal/pulsecal-api/HighErrorRate`. */
  readonly subject: string;
  /** Who is to notice it. */
  readonly area: Area;
  readonly content: Content;
}

/** A way to break things. */
export interface Kind {
  readonly name: string;
  readonly area: Area;
  /** Every place where it applies, and the content with it broken there. */
  sites(content: Content): readonly { readonly subject: string; break(): Content }[];
}

/** Some of a list, in an order of chance. */
export function chosen<T>(list: readonly T[], most: number, random: Random): readonly T[] {
  const rest = [...list];
  const taken: T[] = [];
  while (taken.length < most && rest.length > 0)
    taken.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return taken;
}

/** Mutants of every kind, so many of each at most. */
export function mutantsOf(
  kinds: readonly Kind[],
  content: Content,
  ofEach: number,
  random: Random,
): readonly Mutant[] {
  return kinds.flatMap(({ name, area, sites }) =>
    chosen(sites(content), ofEach, random).map((site) => ({
      kind: name,
      subject: site.subject,
      area,
      content: site.break(),
    })),
  );
}
