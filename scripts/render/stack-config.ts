import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const stackFile = z.object({
  config: z.record(z.string(), z.unknown()).default({}),
});

/** The settings of a stack as Pulumi hands them to a program: text, and JSON for lists and objects. */
export function stackConfig(repository: string, stack: string): Record<string, string> {
  const file = join(repository, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    throw new Error(`There is no ${file}. Fix: name a stack that has settings (--stack prod, --stack dev).`);
  }
  const { config } = stackFile.parse(parse(readFileSync(file, "utf8")) ?? {});
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (isEncrypted(value)) {
        throw new Error(
          `${file}: ${key} is encrypted, and nothing here can decrypt it. Fix: keep secrets out of the settings (receivers name files), then render again.`,
        );
      }
      return [key, typeof value === "string" ? value : JSON.stringify(value)];
    }),
  );
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
