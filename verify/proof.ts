import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../declaration/service";
import type { Area, Check } from "./check";
import type { Content } from "./content";
import { proofServers } from "./engines";
import { provers } from "./provers";

export interface ProofOptions {
  readonly areas: readonly Area[];
  /** Only what is said of these services is proven. @default all */
  readonly about?: readonly Service[];
  /** Keeps case files and data in this folder, which must be new or empty. @default a temporary one that is removed */
  readonly keep?: string;
}

export interface Proof {
  readonly checks: readonly Check[];
  /** Engines that are missing and how to get them: what they would have proven is skipped. */
  readonly missing: readonly string[];
  readonly seconds: number;
  /** Seconds until each area was proven. They are proven side by side, and share processors and servers. */
  readonly took: Readonly<Partial<Record<Area, number>>>;
}

function isAbout(options: ProofOptions, { subject }: Check): boolean {
  return options.about?.some(({ id }) => subject === id || subject.startsWith(`${id}/`)) ?? true;
}

/** Lines that an earlier proof left with its Loki would be read again. */
async function newFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) return folder;
  throw new Error(`--keep ${folder}: something is in it already. Fix: name a folder that is new or empty.`);
}

/** Proves the content with the real engines, from the declarations alone. Areas are proven side by side. */
export async function prove(content: Content, options: ProofOptions): Promise<Proof> {
  const began = Date.now();
  const { about } = options;
  const folder =
    options.keep === undefined
      ? await mkdtemp(join(tmpdir(), "belfry-verify-"))
      : await newFolder(options.keep);
  const servers = proofServers(folder);
  try {
    const took: Partial<Record<Area, number>> = {};
    const proving = options.areas.map(async (area) => {
      const proven = await provers[area](content, { folder, servers, ...(about ? { about } : {}) });
      took[area] = (Date.now() - began) / 1000;
      return proven;
    });
    // One that breaks off does not take the servers away from the others.
    await Promise.allSettled(proving);
    const proofs = await Promise.all(proving);
    return {
      checks: proofs.flatMap(({ checks }) => checks).filter((one) => isAbout(options, one)),
      missing: [...new Set(proofs.flatMap(({ missing }) => missing))],
      seconds: (Date.now() - began) / 1000,
      took,
    };
  } finally {
    await servers.stop();
    if (options.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}
