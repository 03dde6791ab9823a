/** What looking for a product comes to: found with its programs, or missing with everything that was tried. */
import { type Product, products } from "./versions";

/** Where a product came from. */
export type Origin = "path" | "cache" | "archive" | "go" | "npm" | "deb";

export interface Found {
  readonly product: Product;
  readonly version: string;
  /** Program name → absolute path. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly from: Origin;
  /** Grafana's home, PostgreSQL's installation: where the files beside the programs are. */
  readonly folder: string;
}

/** One place that was tried, and why it did not serve. */
export interface Attempt {
  readonly where: Origin;
  readonly reason: string;
}

export interface Missing {
  readonly product: Product;
  readonly tried: readonly Attempt[];
  /** What a person can do about it. */
  readonly fix: string;
}

export function isFound(outcome: Found | Missing): outcome is Found {
  return "binaries" in outcome;
}

/** The program of a found product; asking for one that its tool does not list is a mistake of the caller. */
export function binaryOf(found: Found, name: string): string {
  const path = found.binaries[name];
  if (path === undefined)
    throw new Error(`${found.product} has no program ${name}; it has ${Object.keys(found.binaries)}`);
  return path;
}

const places: Readonly<Record<Origin, string>> = {
  path: "PATH",
  cache: "cache",
  archive: "official archive",
  go: "go build",
  npm: "npm package",
  deb: "Debian package",
};

/** A sentence for people: the product, each attempt with its reason, the fix. */
export function explainMissing({ product, tried, fix }: Missing): string {
  const attempts = tried.map(({ where, reason }) => `  ${places[where].padEnd(16)} ${reason}`);
  return [`${product} ${products[product].version} cannot be had. Tried:`, ...attempts, `Fix: ${fix}`].join(
    "\n",
  );
}

/** Thrown when a product was asked for and nothing gave it. */
export class ToolMissing extends Error {
  constructor(readonly missing: Missing) {
    super(explainMissing(missing));
    this.name = "ToolMissing";
  }
}
