import { join } from "node:path";
import { repository } from "../stack/engine-environment";
import { composeOf } from "./compose";
import { keptSecrets } from "./kept-secrets";
import { type KubernetesObject, kubernetesObjects, manifestsOf } from "./manifests";
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

/** The stack's program, run with those settings and without an engine, as files that will lie in the folder. */
export async function rendered(
  stack: string,
  config: Readonly<Record<string, string>>,
  password: (name: string) => string,
  folder = join(repository, "dist", stack),
): Promise<Rendered> {
  if (isCompose(config)) {
    const resources = await registered(stack, config, password);
    return { ...composeOf(`belfry-${stack}`, folder, resources), secretNames: [] };
  }
  const objects = await productionObjects(stack, config, password);
  const { files, secretFiles, secrets } = manifestsOf(objects);
  const kept = keptSecrets(objects).map(({ namespace, secret, key }) => `${namespace}/${secret}: ${key}`);
  const own = [...secrets].map(([name, keys]) => `${name}: ${keys.join(", ")}`);
  const secretNames = [...own, ...kept];
  return { files, secretFiles, secretNames };
}

/** The same as Kubernetes' own objects. */
export async function productionObjects(
  stack: string,
  config: Readonly<Record<string, string>>,
  password: (name: string) => string,
): Promise<readonly KubernetesObject[]> {
  if (config["belfry:platform"] !== "kubernetes") {
    throw new Error(
      `Stack ${stack} runs as processes, and there is nothing to render for it. Fix: name a stack whose belfry:platform is docker or kubernetes.`,
    );
  }
  return kubernetesObjects(await registered(stack, config, password));
}

function registered(
  stack: string,
  config: Readonly<Record<string, string>>,
  password: (name: string) => string,
) {
  const program: () => Promise<unknown> = require(join(repository, "index.ts"));
  return registeredBy(program, { ...{ project: "belfry", stack, config }, password });
}
