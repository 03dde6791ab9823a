import type { Place } from "../platforms/platform";
import type { Connection, Workload } from "../platforms/workload";
import { type SecretSource, secretFiles } from "./secret-files";

/** A provider of OpenID Connect by which people log in. */
export interface GrafanaLogin {
  /** What the button says. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: SecretSource;
  readonly authUrl: string;
  readonly tokenUrl: string;
  /** Where it tells who somebody is. */
  readonly userInfoUrl: string;
  readonly scopes: readonly string[];
  /** JMESPath over what it tells: `Admin`, `Editor` or `Viewer`. Nobody without a role comes in. */
  readonly rolePath: string;
  /** Of e-mail addresses; others do not come in. */
  readonly domains?: readonly string[];
}

const secretFile = "/run/secrets/login-client-secret";

/** Grafana itself asks the provider who somebody is; the browser of who logs in goes there by its own way. */
export function providerConnection({ tokenUrl, userInfoUrl }: GrafanaLogin): Connection {
  const ports = [tokenUrl, userInfoUrl].map((url) => Number(new URL(url).port || 443));
  return { to: "internet", ports: [...new Set(ports)].sort((a, b) => a - b) };
}

/** What Grafana needs for it, besides its other settings. */
export function loginParts(
  at: Place,
  login: GrafanaLogin,
): Pick<Workload, "secrets" | "keptSecrets" | "env"> {
  return { env: loginSettings(at, login), ...secretFiles({ [secretFile]: login.clientSecret }) };
}

function loginSettings(at: Place, login: GrafanaLogin): Record<string, string> {
  const { name, clientId, authUrl, tokenUrl, userInfoUrl, scopes, rolePath, domains } = login;
  return {
    GF_AUTH_GENERIC_OAUTH_ENABLED: "true",
    GF_AUTH_GENERIC_OAUTH_NAME: name,
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: clientId,
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: `$__file{${at.path(secretFile)}}`,
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: authUrl,
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: tokenUrl,
    GF_AUTH_GENERIC_OAUTH_API_URL: userInfoUrl,
    GF_AUTH_GENERIC_OAUTH_SCOPES: scopes.join(" "),
    GF_AUTH_GENERIC_OAUTH_USE_PKCE: "true",
    GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: "true",
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: rolePath,
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT: "true",
    ...(domains ? { GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS: domains.join(" ") } : {}),
  };
}
