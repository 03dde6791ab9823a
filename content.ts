import type { Places } from "./components/places";
import type { Config } from "./config";
import type { Service } from "./declaration/service";

export function contentOf(_services: readonly Service[], _config: Config, _at: Places) {
  return {
    rules: {},
    logRules: {},
    routing: { config: "route: {receiver: none}\nreceivers: [{name: none}]\n", secrets: {}, delivers: [] },
    boards: { dashboards: {}, provisioning: {} },
  };
}
