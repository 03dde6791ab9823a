import { parse, stringify } from "yaml";
import type { Evidence } from "../../../policy/model/evidence";
import { getAt, type Manifest, setAt } from "../manifest";

/** What is wrong in an otherwise good stack, and which policies say so: the first by name, the others in its wake. */
export interface Defect {
  readonly title: string;
  readonly policy: string;
  /** Nothing is said, or the wrong thing. */
  readonly how: "missing" | "wrong";
  readonly caughtBy: readonly string[];
  readonly status: "fail" | "unknown";
  break(manifests: Manifest[]): void;
  /** What drills have handed in. @default one that passed */
  readonly evidence?: readonly Evidence[];
}

interface Options {
  /** Policies that rightly see it, too. */
  readonly also?: readonly string[];
  readonly status?: "unknown";
  readonly evidence?: readonly Evidence[];
}

function defect(
  how: Defect["how"],
  policy: string,
  title: string,
  change: (manifests: Manifest[]) => void,
  { also = [], status, evidence }: Options = {},
): Defect {
  return {
    how,
    policy,
    title,
    caughtBy: [policy, ...also].sort(),
    status: status ?? "fail",
    break: change,
    ...(evidence ? { evidence } : {}),
  };
}

export function manifest(all: readonly Manifest[], which: string): Manifest {
  const [kind, name] = which.split("/");
  const found = all.find((one) => one.kind === kind && getAt(one, "metadata.name") === name);
  if (found === undefined) throw new Error(`no ${which}`);
  return found;
}

export const set = (which: string, path: string, value: unknown) => (all: Manifest[]) =>
  setAt(manifest(all, which), path, value);

export const remove =
  (...which: string[]) =>
  (all: Manifest[]) => {
    for (const one of which) all.splice(all.indexOf(manifest(all, one)), 1);
  };

/** Changes the YAML text of a ConfigMap's only key. */
export const edit = (name: string, change: (data: unknown) => void) => (all: Manifest[]) => {
  const data = getAt(manifest(all, `ConfigMap/${name}`), "data") as Record<string, string>;
  const key = Object.keys(data).find((one) => one.includes("pulsecal")) ?? Object.keys(data)[0] ?? "";
  const parsed: unknown = parse(data[key] ?? "");
  change(parsed);
  data[key] = stringify(parsed, { aliasDuplicateObjects: false });
};

export const editSet = (name: string, path: string, value: unknown) =>
  edit(name, (data) => setAt(data, path, value));

export const pod = "spec.template.spec";
export const c0 = `${pod}.containers.0`;
export const web = "Deployment/web";
export const rule0 = "groups.0.rules.0";
export const missing = (
  policy: string,
  title: string,
  change: (all: Manifest[]) => void,
  options?: Options,
) => defect("missing", policy, title, change, options);
export const wrong = (policy: string, title: string, change: (all: Manifest[]) => void, options?: Options) =>
  defect("wrong", policy, title, change, options);

export const env = (name: string, value: string) => (all: Manifest[]) => {
  const list = getAt(manifest(all, web), `${c0}.env`) as Manifest[];
  const others = list.filter((one) => one.name !== name);
  setAt(manifest(all, web), `${c0}.env`, [...others, { name, value }]);
};
