/** What must be known of a product to have it on a machine without a container engine. Types only. */

/** The machines for which belfry knows where programs come from. */
export interface Target {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** Program name → where it is: a path below a folder, or a Go package. */
export type Programs = Readonly<Record<string, string>>;

/** An official release archive. Its checksum is read from the release, never from this repository. */
export interface Archive {
  readonly url: string;
  readonly checksumsUrl: string;
  /** Program → path in the archive, below its single top folder if it has one. */
  readonly programs: Programs;
}

/** A build from the Go module proxy in a wrapper module of ours; go.sum is the pin. */
export interface GoRecipe {
  /** The folder below `toolchain/modules`. */
  readonly module: string;
  /** Differs from the product's version only where the proxy lacks that one. */
  readonly version: string;
  readonly programs: Programs;
  /** Build tags without which the program is another one. @default none */
  readonly tags?: readonly string[];
  /** `-X` assignments, so that the program knows its own version. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Files a module embeds but does not ship (a compiled web page). They are added, empty, to a copy of the module.
   */
  readonly addEmptyFiles?: { readonly to: string; readonly files: readonly string[] };
}

/** An npm package of this project's own lockfile that carries the programs. */
export interface NpmRecipe {
  readonly version: string;
  readonly packageFor: (target: Target) => string;
  readonly programs: Programs;
  /** A list of `{ source, target }` links that npm cannot ship, below the package. */
  readonly links: string;
}

/** Debian packages, unpacked without being installed. The version is the one of the user's Debian. */
export interface DebRecipe {
  readonly packages: readonly string[];
  readonly programs: Programs;
}

/** Everything about how one product is found or made. */
export interface Tool {
  /** Programs it cannot do without. The first one is asked for its version. */
  readonly required: readonly [string, ...string[]];
  /** Programs that are passed on where they are there. */
  readonly optional: readonly string[];
  /** Names on PATH that differ from ours. @default the same */
  readonly namesOnPath?: Programs;
  readonly versionArguments: readonly string[];
  /** Its first group is the version; also tells a namesake on PATH from the real one. */
  readonly versionPattern: RegExp;
  /** Which versions on PATH will do, and why not older ones. */
  readonly accepts: { readonly atLeast: string; readonly below: string; readonly because: string };
  readonly archive?: (target: Target) => Archive | undefined;
  readonly go?: GoRecipe;
  readonly npm?: NpmRecipe;
  readonly deb?: DebRecipe;
  /** What a person does where nothing else works. */
  readonly byHand: string;
}
