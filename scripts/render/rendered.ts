import { join } from "node:path";
import { repository } from "../stack/engine-environment";
import { kubernetesObjects, manifestsOf } from "./manifests";
import type { Passwords } from "./passwords";
import { registeredBy } from "./registered";
import { stackConfig } from "./stack-config";

/** What `render` writes. */
export interface Rendered {
  readonly files: Readonly<Record<string, string>>;
  /** The same for what holds secrets. */
  readonly secretFiles: Readonly<Record<string, string>>;
  /** What must be there before the files are used, one a line. */
  readonly secretNames: readonly string[];
}

/** The stack's program, run without an engine, as files; without passwords the secrets are not worth keeping. */
export async function rendered(
  stack: string,
  settings: Readonly<Record<string, string>>,
  passwords: Passwords | undefined,
): Promise<Rendered> {
  const config = { ...stackConfig(repository, stack), ...settings };
  const program: () => Promise<unknown> = require(join(repository, "index.ts"));
  const registered = await registeredBy(program, {
    ...{ project: "belfry", stack, config },
    password: (name) => passwords?.of(name) ?? `password-of-${name}`,
  });
  const { files, secretFiles, secrets } = manifestsOf(kubernetesObjects(registered));
  const secretNames = [...secrets].map(([name, keys]) => `${name}: ${keys.join(", ")}`);
  return { files, secretFiles, secretNames };
}
