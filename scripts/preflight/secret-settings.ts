import { z } from "zod";
import type { Config } from "../../config";

/** The parts of the configuration that may name Secrets which the cluster keeps. */
export type SecretConfig = Pick<Config, "receivers" | "login" | "push" | "objectStorage">;

const reference = z.strictObject({ secret: z.string(), key: z.string() });

/** The settings that name a key of a Secret, as in `belfry:push.pulsecal`. */
export function settingsNaming(config: SecretConfig, secret: string, key: string): readonly string[] {
  const { receivers, login, push, objectStorage } = config;
  return referencesIn({ receivers, login, push, objectStorage }, [])
    .filter((one) => one.secret === secret && one.key === key)
    .map(({ path }) => `belfry:${path.join(".")}`);
}

interface Reference extends z.infer<typeof reference> {
  readonly path: readonly string[];
}

function referencesIn(value: unknown, path: readonly string[]): readonly Reference[] {
  if (typeof value !== "object" || value === null) return [];
  const { data } = reference.safeParse(value);
  if (data) return [{ ...data, path }];
  return Object.entries(value).flatMap(([name, inner]) => referencesIn(inner, [...path, name]));
}
