/** An object of Kubernetes, or a part of one. */
export interface Manifest {
  [key: string]: unknown;
}

function owner(root: unknown, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((here, key) => {
    if (here[key] === undefined) here[key] = {};
    return here[key] as Manifest;
  }, root as Manifest);
}

/** Sets what lies at `a.b.0.c`; undefined takes it away. */
export function setAt(root: unknown, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const place = owner(root, keys);
  if (value === undefined) delete place[last];
  else place[last] = value;
}

/** What lies at `a.b.0.c`. */
export function getAt(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((here, key) => (here as Manifest | undefined)?.[key], root);
}

/** An object of the good stack's namespace. */
export function object(apiVersion: string, kind: string, name: string, rest: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "monitoring" }, ...rest };
}
