import { inboxDestinations } from "../../alerts/inbox-destinations";
import { alertmanagerFile } from "../../alerts/routing";
import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { runbookFiles, runbooksOf } from "../../alerts/runbooks";
import type { ContentSettings } from "../../alerts/settings";
import { systemsOf } from "../../catalog";
import { dashboardFiles, pages } from "../../dashboards/files";
import type { Maintenance } from "../../declaration/maintenance";
import type { Service } from "../../declaration/service";
import { maintenance as planned } from "../../maintenance";
import type { Content } from "../../verify/content";

const place = { environment: "local", cluster: "local" };

/** Addresses that nothing answers at: a proof sends nothing. */
const settings: ContentSettings = {
  ...place,
  grafanaUrl: "http://grafana.invalid",
  runbookBase: "http://runbooks.invalid",
};

/** Where the heartbeat is listened to; the loopback inbox does not. */
const deadMansSwitch = { urlFile: "/run/secrets/dead-mans-switch" };

/** Everything that the declarations yield, as the stack would run it with the loopback inbox. */
export function contentToProve(
  services: readonly Service[],
  maintenance: readonly Maintenance[] = planned,
): Content {
  // What is planned for any environment is proven in this one.
  const here = maintenance.map((one) => ({ ...one, environment: place.environment }));
  const { destinations } = inboxDestinations({
    systems: systemsOf(services),
    httpUrl: "http://inbox.invalid",
    smtpAddress: "inbox.invalid:25",
    fileAt: (name) => `/run/secrets/${name}`,
  });
  const shown = { ...settings, runbooks: runbooksOf(services, settings) };
  return {
    services,
    place,
    maintenance: here,
    rules: ruleFiles(services, settings),
    logRules: logRuleFiles(services, settings),
    pages: pages(services, shown),
    dashboards: dashboardFiles(services, shown),
    routing: alertmanagerFile(services, {
      content: settings,
      destinations: { ...destinations, deadMansSwitch },
      maintenance: here,
    }),
    runbooks: runbookFiles(services, settings),
  };
}
