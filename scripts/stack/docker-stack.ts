import { existsSync } from "node:fs";
import { join } from "node:path";
import { isCompose } from "../render/rendered";
import { stackConfig } from "../render/stack-config";
import { repository } from "./engine-environment";

/** Is it a stack whose settings say that it runs in containers? */
export function isDockerStack(name: string): boolean {
  return existsSync(join(repository, `Pulumi.${name}.yaml`)) && isCompose(stackConfig(repository, name));
}
