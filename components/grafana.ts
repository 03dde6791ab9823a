import * as pulumi from "@pulumi/pulumi";
import type { Place, Platform } from "../platforms/platform";
import type { Workload } from "../platforms/workload";
import { products } from "../toolchain/versions";
import type { Endpoints, Scraped } from "./endpoint";
import { openedAt, ownEndpoint } from "./endpoint";
import { type GrafanaLogin, loginParts, providerConnection } from "./grafana-login";
import { splitListen } from "./listen";
import type { Database } from "./postgres";
import { httpProbes } from "./probes";
import { Prometheus } from "./prometheus";

export interface GrafanaArgs {
  readonly platform: Platform;
  /** Where it keeps users, sessions and preferences. */
  readonly database: Database;
  /** Dashboards that `dashboards/` made, by path below their folder. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** Provisioning files (data sources, dashboard folders) by path below the provisioning folder. */
  readonly provisioning: Readonly<Record<string, string>>;
  /** @default the generated administrator alone can log in */
  readonly login?: GrafanaLogin | undefined;
}

const ports = { http: { number: 3000, opened: true } };
const provisioningFolder = "/etc/grafana/provisioning";
const dashboardsFolder = "/etc/grafana/dashboards";
const data = "/var/lib/grafana";
const adminPasswordFile = "/run/secrets/grafana-admin";
const databasePasswordFile = "/run/secrets/postgres-password";

/** Shows it all. */
export class Grafana extends pulumi.ComponentResource implements Scraped {
  readonly url: string;
  /** False where Grafana cannot be had; all else works without it. */
  readonly available: boolean;
  readonly endpoints: Endpoints;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("belfry:index:Grafana", name, {}, opts);
    const admin = args.platform.password(`${name}-admin`, this);
    const running = args.platform.run(workload(Grafana.place(args.platform, name), args, admin), this);
    this.url = running.place.url("http");
    this.available = running.available;
    this.endpoints = ownEndpoint(running);
    this.registerOutputs({ url: this.url });
  }

  static place(platform: Platform, name: string): Place {
    return platform.place(name, ports);
  }

  /** Where it finds the dashboards, so that the provider that reads them can be told. */
  static dashboardsFolder(at: Place): string {
    return at.path(dashboardsFolder);
  }
}

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

function workload(at: Place, args: GrafanaArgs, admin: pulumi.Output<string>): Workload {
  const files = {
    ...below(provisioningFolder, args.provisioning),
    ...below(dashboardsFolder, args.dashboards),
  };
  const login = args.login && loginParts(at, args.login);
  return {
    name: at.name,
    image: products.grafana.image,
    program: { product: "grafana", binary: "grafana" },
    args: ["server"],
    env: { ...grafanaSettings(at, args.database), ...login?.env },
    ports,
    // All keep their state, sessions included, in the database.
    replicas: args.platform.copies(at.name),
    files,
    // Dashboards are read again every few seconds; data sources only at a start.
    reload: { files: Object.keys(below(dashboardsFolder, args.dashboards)), how: { by: "itself" } },
    secrets: {
      ...{ [adminPasswordFile]: admin, [databasePasswordFile]: args.database.password },
      ...login?.secrets,
    },
    ...(login?.keptSecrets && { keptSecrets: login.keptSecrets }),
    storage: { [data]: { sizeMib: 1024 } },
    probes: httpProbes({ ready: "/api/health", live: "/healthz", startSeconds: 120 }),
    resources: { requests: { cpuMillis: 100, memoryMib: 192 }, limits: { cpuMillis: 1000, memoryMib: 512 } },
    user: 472,
    connectsTo: [
      { to: "dns" },
      { to: "workload", name: args.database.place.name, port: "sql" },
      { to: "workload", name: Prometheus.reader(args.platform, "prometheus").name, port: "http" },
      { to: "workload", name: "loki", port: "http" },
      { to: "workload", name: "tempo", port: "http" },
      { to: "workload", name: "alertmanager", port: "http" },
      ...(args.login ? [providerConnection(args.login)] : []),
    ],
  };
}

/** A setting that Grafana itself reads from a file; names that end in __FILE are a matter of its image's script. */
function contentOf(path: string): string {
  return `$__file{${path}}`;
}

/** Grafana's settings: nobody without a login, no sign-up, no calls home, state in PostgreSQL. */
export function grafanaSettings(
  at: Place,
  database: Pick<Database, "place" | "name" | "user">,
): Record<string, string> {
  const { host, port } = splitListen(at.listen("http"));
  const rootUrl = `${openedAt(at)}/`;
  const encrypted = String(rootUrl.startsWith("https:"));
  return {
    GF_SERVER_HTTP_ADDR: host,
    GF_SERVER_HTTP_PORT: String(port),
    GF_SERVER_ROOT_URL: rootUrl,
    // Who asked for what: a line for each request, and one for each query.
    GF_SERVER_ROUTER_LOGGING: "true",
    GF_DATAPROXY_LOGGING: "true",
    GF_PATHS_DATA: at.path(data),
    GF_PATHS_PLUGINS: `${at.path(data)}/plugins`,
    GF_PATHS_PROVISIONING: at.path(provisioningFolder),
    GF_LOG_MODE: "console",
    GF_LOG_CONSOLE_FORMAT: "json",
    GF_SECURITY_ADMIN_USER: "admin",
    GF_SECURITY_ADMIN_PASSWORD: contentOf(at.path(adminPasswordFile)),
    GF_DATABASE_TYPE: "postgres",
    GF_DATABASE_HOST: database.place.address("sql"),
    GF_DATABASE_NAME: database.name,
    GF_DATABASE_USER: database.user,
    GF_DATABASE_PASSWORD: contentOf(at.path(databasePasswordFile)),
    // Where TLS ends before it, the cookie of a login never travels without; on loopback there is none.
    GF_SECURITY_COOKIE_SECURE: encrypted,
    GF_SECURITY_STRICT_TRANSPORT_SECURITY: encrypted,
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
  };
}
