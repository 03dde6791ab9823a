import { secret } from "@pulumi/pulumi";
import type { PushTokens } from "./components/collector/push";
import type { GrafanaLogin } from "./components/grafana-login";
import type { Bucket } from "./components/loki-storage";
import type { SecretSource } from "./components/secret-files";
import type { Config } from "./config";
import { type ConfiguredSecret, configuredSecret } from "./configured-secret";

/**
 * What the stack shares with its outside, each with its secret: people come in by a provider of OpenID Connect, systems by
 * their tokens, and lines go out into a bucket.
 */
export interface Access {
  /** Undefined where the generated administrator alone can log in. */
  readonly login: GrafanaLogin | undefined;
  readonly push: PushTokens;
  /** Undefined where lines are kept on volumes. */
  readonly bucket: Bucket | undefined;
}

/** What the configuration says of access; a system that nobody declares is refused. */
export function accessOf(
  config: Pick<Config, "login" | "push" | "platform" | "objectStorage">,
  systems: readonly string[],
): Access {
  return { login: loginOf(config), push: pushTokensOf(config, systems), bucket: bucketOf(config) };
}

function bucketOf({ objectStorage, platform }: Pick<Config, "objectStorage" | "platform">) {
  if (objectStorage === undefined) return undefined;
  const { credentialsFile, ...bucket } = objectStorage;
  const key = "objectStorage.credentialsFile";
  const found = configuredSecret(key, credentialsFile, platform, "objectStorage");
  const lacking =
    "text" in found
      ? keys.filter((name) => !new RegExp(`^\\s*${name}\\s*=\\s*\\S`, "m").test(found.text))
      : [];
  if (lacking.length === 0) return { ...bucket, credentials: asSecret(found) };
  throw new Error(
    `belfry:${key} names ${credentialsFile}, which has no ${lacking.join(" and no ")}. Fix: write [default], ${keys.map((name) => `${name} = …`).join(" and ")} into it, a line each.`,
  );
}

/** What a file of keys must hold, as the tools of AWS keep them. */
const keys = ["aws_access_key_id", "aws_secret_access_key"];

function loginOf({ login, platform }: Pick<Config, "login" | "platform">): GrafanaLogin | undefined {
  if (login === undefined) return undefined;
  const { clientSecretFile, ...provider } = login;
  return {
    ...provider,
    clientSecret: asSecret(configuredSecret("login.clientSecretFile", clientSecretFile, platform, "login")),
  };
}

function pushTokensOf(
  { push, platform }: Pick<Config, "push" | "platform">,
  systems: readonly string[],
): PushTokens {
  const unknown = Object.keys(push).find((system) => !systems.includes(system));
  if (unknown !== undefined) {
    const fix = `Fix: use one of ${systems.join(", ")}, or remove it.`;
    throw new Error(`belfry:push.${unknown} names no system. ${fix}`);
  }
  return Object.fromEntries(
    Object.entries(push).map(([system, source]) => [
      system,
      asSecret(configuredSecret(`push.${system}`, source, platform, `push.${system}`)),
    ]),
  );
}

/** Marks the text as one that Pulumi must not show. */
function asSecret(found: ConfiguredSecret): SecretSource {
  return "text" in found ? { text: secret(found.text) } : found;
}
