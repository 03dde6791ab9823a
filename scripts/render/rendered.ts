import { join } from "node:path";
import { repository } from "../stack/engine-environment";
import { composeOf } from "./compose";
import { kubernetesObjects, manifestsOf } from "./manifests";
import { registeredBy } from "./registered";

/** What `render` writes. */
export interface Rendered {
  readonly files: Readonly<Record<string, string>>;
  /** What holds secrets, below a folder of its own. */
  readonly secretFiles: Readonly<Record<string, string>>;
  /** What must be there before the files are used, one a line. */
  readonly secretNames: readonly string[];
}

/** Is the stack rendered for Docker Compose? Its secrets are files, so that they are always written. */
export function isCompose(config: Readonly<Record<string, string>>): boolean {
  return config["belfry:platform"] === "docker";
}

/** The stack's program, run with those settings and without an engine, as files. */
export async function rendered(
  stack: string,
  config: Readonly<Record<string, string>>,
  password: (name: string) => string,
): Promise<Rendered> {
  if (!isCompose(config) && config["belfry:platform"] !== "kubernetes") {
    throw new Error(
      `Stack ${stack} runs as processes, and there is nothing to render for it. Fix: name a stack whose belfry:platform is docker or kubernetes.`,
    );
  }
  const program: () => Promise<unknown> = require(join(repository, "index.ts"));
  const registered = await registeredBy(program, { ...{ project: "belfry", stack, config }, password });
  if (isCompose(config)) return { ...composeOf(registered), secretNames: [] };
  const { files, secretFiles, secrets } = manifestsOf(kubernetesObjects(registered));
  const secretNames = [...secrets].map(([name, keys]) => `${name}: ${keys.join(", ")}`);
  return { files, secretFiles, secretNames };
}
