import { alertmanagerFile } from "./alerts/routing";
import type { RoutingTimes } from "./alerts/routing-settings";
import type { RuleFiles } from "./alerts/rules";
import { logRuleFiles, ruleFiles } from "./alerts/rules";
import { runbooksOf } from "./alerts/runbooks";
import type { ContentSettings } from "./alerts/settings";
import type { Config } from "./config";
import { dashboardFiles } from "./dashboards/files";
import { provisioning } from "./dashboards/provisioning";
import type { Maintenance } from "./declaration/maintenance";
import type { Service } from "./declaration/service";
import { importedContent } from "./imports";
import type { Place } from "./platforms/platform";
import type { Receivers } from "./receivers";

/** What generated content depends on besides the declarations. */
export interface ContentArgs {
  readonly settings: ContentSettings;
  readonly receivers: Receivers;
  readonly times?: RoutingTimes;
  /** Planned work, of every environment. */
  readonly maintenance: readonly Maintenance[];
  readonly at: Readonly<Record<"prometheus" | "loki" | "tempo" | "alertmanager", Place>> & {
    /** What metrics are asked of where there are several copies of Prometheus. @default Prometheus itself */
    readonly thanosQuery?: Place;
  };
  /** @default none */
  readonly imports?: Config["imports"];
  /** Folder in which Grafana finds the dashboards. */
  readonly dashboardsFolder: string;
}

/** Everything that is generated from declarations, as the servers read it. */
export interface Content {
  readonly rules: RuleFiles;
  readonly logRules: RuleFiles;
  readonly routing: { readonly config: string } & Pick<Receivers, "secrets" | "keptSecrets" | "delivers">;
  readonly boards: {
    readonly dashboards: Readonly<Record<string, string>>;
    readonly provisioning: Readonly<Record<string, string>>;
  };
}

/** The one way from declarations to files: the stack, the golden files and the proofs all take it. */
export function contentOf(services: readonly Service[], args: ContentArgs): Content {
  const { settings, receivers, times, maintenance, at, dashboardsFolder } = args;
  const { destinations, ...handed } = receivers;
  const imported = importedContent(args.imports ?? [], services);
  return {
    rules: { ...ruleFiles(services, settings), ...imported.rules },
    logRules: logRuleFiles(services, settings),
    routing: {
      config: alertmanagerFile(services, {
        ...{ content: settings, destinations, maintenance },
        ...(times ? { times } : {}),
      }),
      ...handed,
    },
    boards: {
      dashboards: {
        ...dashboardFiles(services, { ...settings, runbooks: runbooksOf(services, settings) }),
        ...imported.dashboards,
      },
      provisioning: provisioning({
        prometheusUrl: (at.thanosQuery ?? at.prometheus).url("http"),
        lokiUrl: at.loki.url("http"),
        tempoUrl: at.tempo.url("http"),
        alertmanagerUrl: at.alertmanager.url("http"),
        dashboardsFolder,
      }),
    },
  };
}
