import { c0, type Defect, env, missing, set, web, wrong } from "./defect";

const key = "kT9vXq2LmB7sRz4WcY1n";
export const secrets: readonly Defect[] = [
  wrong(
    "secrets-are-not-template-values",
    "the template's password",
    set("Secret/postgres", "stringData.password", "change-this-strong-password"),
  ),
  wrong(
    "secrets-are-not-template-values",
    "the template's key",
    set("Secret/web", "stringData.api-key", "change-this-to-secure-api-key"),
  ),
  wrong(
    "secrets-are-not-template-values",
    "kube-prometheus-stack's",
    set("Secret/postgres", "stringData.password", "prom-operator"),
    { also: ["secrets-are-strong"] },
  ),
  missing("secrets-are-strong", "empty", set("Secret/postgres", "stringData.password", "")),
  wrong("secrets-are-strong", "short", set("Secret/postgres", "stringData.password", "Xk3!pQz9")),
  wrong("secrets-are-strong", "short, in base64", (all) => {
    set("Secret/postgres", "stringData", undefined)(all);
    set("Secret/postgres", "data.password", Buffer.from("Xk3!pQz9").toString("base64"))(all);
  }),
  wrong("secrets-are-not-shared", "one for two doors", set("Secret/postgres", "stringData.password", key)),
  wrong(
    "config-maps-hold-no-secrets",
    "a password",
    set("ConfigMap/web", "data", { "app.conf": "password = hunter2hunter2" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "a password in YAML",
    set("ConfigMap/web", "data", { "app.yml": "db:\n  password: hunter2hunter2\n" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "a private key",
    set("ConfigMap/web", "data", { "tls.pem": "-----BEGIN PRIVATE KEY-----\nMIIE" }),
  ),
  wrong(
    "config-maps-hold-no-secrets",
    "an address with its password",
    set("ConfigMap/web", "data", { "app.conf": "url = postgres://web:hunter2@db/x" }),
  ),
  wrong("environment-holds-no-secrets", "an API key", env("API_KEY", key)),
  wrong(
    "environment-holds-no-secrets",
    "an address with its password",
    env("DATABASE_URL", "postgresql://postgres:hunter2@db:5432/ragbase"),
  ),
  wrong(
    "environment-holds-no-template-values",
    "the template's webhook",
    env("ALERT_WEBHOOK_URL", "https://hooks.slack.example/services/xxx"),
  ),
  wrong("arguments-hold-no-secrets", "a password", set(web, `${c0}.args`, ["--db.password=hunter2"])),
  wrong(
    "arguments-hold-no-secrets",
    "a token, as the next word",
    set(web, `${c0}.args`, ["--token", "hunter2"]),
  ),
  wrong("debug-is-off", "development", env("NODE_ENV", "development")),
  wrong("debug-is-off", "an administrator's API", set(web, `${c0}.args`, ["--web.enable-admin-api"])),
  wrong("cors-origins-are-named", "everybody", env("CORS_ORIGIN", "*")),
  missing("cors-origins-are-named", "empty", env("CORS_ORIGIN", "")),
  wrong("cors-origins-are-named", "the template's domain", env("CORS_ORIGIN", "https://your-domain.com"), {
    also: ["environment-holds-no-template-values"],
  }),
  wrong("dashboards-want-a-login", "anonymous", set("Deployment/grafana", `${c0}.env.0.value`, "true")),
];
