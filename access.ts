import { secret } from "@pulumi/pulumi";
import type { PushTokens } from "./components/collector/push";
import type { GrafanaLogin } from "./components/grafana-login";
import type { SecretSource } from "./components/secret-files";
import type { Config } from "./config";
import { type ConfiguredSecret, configuredSecret } from "./configured-secret";

/** Who comes in from outside: people, by a provider of OpenID Connect; systems, each by its token. */
export interface Access {
  /** Undefined where the generated administrator alone can log in. */
  readonly login: GrafanaLogin | undefined;
  readonly push: PushTokens;
}

/** What the configuration says of access; a system that nobody declares is refused. */
export function accessOf(
  config: Pick<Config, "login" | "push" | "platform">,
  systems: readonly string[],
): Access {
  return { login: loginOf(config), push: pushTokensOf(config, systems) };
}

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
