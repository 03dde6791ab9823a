import { grafanaSettings } from "../../components/grafana";
import { loginParts, providerConnection } from "../../components/grafana-login";
import { placeWith } from "./support/fake-place";

const login = {
  ...{
    name: "Company",
    clientId: "belfry",
    scopes: ["openid", "email"],
    rolePath: "role",
    domains: ["a.eu", "b.eu"],
  },
  clientSecret: { text: "canary-of-a-secret" },
  authUrl: "https://login.example.com/authorize",
  tokenUrl: "https://login.example.com:8443/token",
  userInfoUrl: "https://login.example.com/userinfo",
};
const at = placeWith("grafana", { http: 3000 });

describe("Grafana's login by a provider", () => {
  test("names the provider's addresses, refuses who has no role, and reads the secret from a file", () => {
    const { env, secrets } = loginParts(at, login);
    expect(env).toEqual({
      GF_AUTH_GENERIC_OAUTH_ENABLED: "true",
      GF_AUTH_GENERIC_OAUTH_NAME: "Company",
      GF_AUTH_GENERIC_OAUTH_CLIENT_ID: "belfry",
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: "$__file{/at/grafana/run/secrets/login-client-secret}",
      GF_AUTH_GENERIC_OAUTH_AUTH_URL: "https://login.example.com/authorize",
      GF_AUTH_GENERIC_OAUTH_TOKEN_URL: "https://login.example.com:8443/token",
      GF_AUTH_GENERIC_OAUTH_API_URL: "https://login.example.com/userinfo",
      GF_AUTH_GENERIC_OAUTH_SCOPES: "openid email",
      GF_AUTH_GENERIC_OAUTH_USE_PKCE: "true",
      GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: "true",
      GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: "role",
      GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT: "true",
      GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS: "a.eu b.eu",
    });
    expect(secrets).toEqual({ "/run/secrets/login-client-secret": "canary-of-a-secret" });
  });

  test("mounts a secret that the cluster keeps, and makes none", () => {
    const kept = { secret: "grafana-login", key: "client-secret" };
    const parts = loginParts(at, { ...login, clientSecret: { kept } });
    expect(parts.keptSecrets).toEqual({ "/run/secrets/login-client-secret": kept });
    expect(parts.secrets).toBeUndefined();
  });

  test("opens the way to the provider's own ports and to no other", () => {
    expect(providerConnection(login)).toEqual({ to: "internet", ports: [443, 8443] });
  });
});

describe("Grafana's cookies", () => {
  const database = { place: placeWith("postgres", { sql: 5432 }), user: "belfry", name: "postgres" };

  test("travel only encrypted where people reach it by https, and browsers are told to keep to that", () => {
    const settings = grafanaSettings({ ...at, publicUrl: "https://grafana.example.com" }, database);
    expect(settings).toMatchObject({
      GF_SERVER_ROOT_URL: "https://grafana.example.com/",
      GF_SECURITY_COOKIE_SECURE: "true",
      GF_SECURITY_STRICT_TRANSPORT_SECURITY: "true",
    });
  });

  test("travel on loopback, where there is no TLS", () => {
    expect(grafanaSettings(at, database)).toMatchObject({
      GF_SECURITY_COOKIE_SECURE: "false",
      GF_SECURITY_STRICT_TRANSPORT_SECURITY: "false",
    });
  });
});
