import { secret } from "@pulumi/pulumi";
import type { GrafanaLogin } from "./components/grafana-login";
import type { Config } from "./config";
import { configuredSecret } from "./configured-secret";

/** How people log in to Grafana where the configuration names a provider; the generated administrator can always. */
export function loginOf({ login, platform }: Pick<Config, "login" | "platform">): GrafanaLogin | undefined {
  if (login === undefined) return undefined;
  const { clientSecretFile, ...provider } = login;
  const found = configuredSecret("login.clientSecretFile", clientSecretFile, platform, "login");
  return { ...provider, clientSecret: "text" in found ? { text: secret(found.text) } : found };
}
