/** An object that carries content into a cluster that others' tools watch. */
export interface ContentObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The name of an object that carries the file: what a name may hold, and belfry's own beginning. */
export function nameOf(file: string): string {
  const path = file.replace(/\.(json|yaml)$/, "").toLowerCase();
  return `belfry-${path.replace(/[^a-z0-9]+/g, "-")}`;
}
