import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { runbookFiles } from "../../alerts/runbooks";
import type { ContentSettings } from "../../alerts/settings";
import { pages } from "../../dashboards/files";
import { runbookPath } from "../../declaration/identity";
import type { Service } from "../../declaration/service";
import type { ServiceFacts } from "../../policy/model/service-facts";

/** Every declared service, with what is generated for it. */
export function serviceFacts(
  services: readonly Service[],
  settings: ContentSettings,
): readonly ServiceFacts[] {
  const rules = Object.entries({ ...ruleFiles(services, settings) });
  const logRules = Object.entries(logRuleFiles(services, settings));
  const runbooks = runbookFiles(services, settings);
  const shown = pages(services, settings);
  return services.map((service) => {
    const { system, service: name } = service.origin;
    const own = [...rules, ...logRules].filter(([file]) => file === `${system}.${name}.yaml`);
    const texts = own.map(([, text]) => text).join("\n");
    return {
      service,
      rules: [...texts.matchAll(/- alert: (\w+)/g)].map(([, alert = ""]) => alert),
      runbooks: Object.fromEntries(
        service.alerts.map((alert) => [
          alert.name,
          runbooks[`${runbookPath(service.origin, alert.name)}.md`] ?? "",
        ]),
      ),
      // A page of one service is tagged with it.
      dashboards: shown.filter(({ tags }) => tags.includes(`service:${name}`)).map(({ title }) => title),
    };
  });
}
