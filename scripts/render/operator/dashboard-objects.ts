import { basename, dirname } from "node:path";
import { configMap } from "./config-map";
import { type ContentObject, nameOf } from "./content-object";

/** A ConfigMap for each dashboard, with the label and the folder's annotation that the sidecar of Grafana's chart knows. */
export function dashboardObjects(files: Readonly<Record<string, string>>): readonly ContentObject[] {
  return Object.entries(files).map(([file, text]) => {
    const folder = dirname(file);
    return configMap(
      nameOf(`dashboard-${file}`),
      { [basename(file)]: text },
      {
        labels: { grafana_dashboard: "1" },
        ...(folder === "." ? {} : { annotations: { grafana_folder: folder } }),
      },
    );
  });
}
