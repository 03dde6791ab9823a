import { holdConditions } from "./conditions";

holdConditions("blackbox-exporter", [
  [
    "ConfigReloadFailed",
    "warning",
    "5m",
    ["badConfiguration"],
    "blackbox_exporter_config_last_reload_successful{…} == 0",
  ],
  [
    "ProbeModuleUnknown",
    "warning",
    "5m",
    ["unknownModule"],
    "sum (rate(blackbox_module_unknown_total{…}[5m])) > 0",
  ],
]);
