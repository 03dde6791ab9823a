import type { StackLocations } from "../../platforms/local/locations";
import { writePrograms } from "../../platforms/local/programs";
import { type Found, ToolMissing } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";
import { programsOf } from "./tools";

/** A product that the run goes on without. */
export interface LeftOut {
  readonly product: Product;
  readonly reason: string;
}

export interface WaveOptions {
  readonly places: StackLocations;
  readonly found: readonly Found[];
  readonly missing: readonly Product[];
  obtain(product: Product): Promise<Found>;
  up(): Promise<void>;
  say(line: string): void;
}

/** Starts what is there while the rest is still being obtained; each wave offers the program more than the last. */
export async function inWaves({ places, found, missing, obtain, up, say }: WaveOptions): Promise<LeftOut[]> {
  const offered = [...found];
  const leftOut: LeftOut[] = [];
  let failure: unknown;
  let wake = () => {};
  let obtaining = missing.length > 0;

  async function obtainAll(): Promise<void> {
    // One after the other: two builds at once on a small machine help nobody.
    for (const product of missing) {
      try {
        offered.push(await obtain(product));
        say(`${product}: obtained`);
      } catch (error) {
        if (!(error instanceof ToolMissing)) throw error;
        leftOut.push({ product, reason: error.message });
      }
      wake();
    }
  }
  const obtained = obtainAll()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      obtaining = false;
      wake();
    });

  for (let deployed = -1; deployed < offered.length; ) {
    deployed = offered.length;
    writePrograms(places.programs, programsOf(offered));
    await up();
    while (obtaining && deployed === offered.length) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  await obtained;
  if (failure) throw failure;
  return leftOut;
}
