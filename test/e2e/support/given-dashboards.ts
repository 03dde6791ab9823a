import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "../../../generated/grafana/dashboards");

/** The settings with which generated/ is written, and by which links of a platform would differ. */
export const asGenerated = { cluster: "prod", runbookBase: "https://runbooks.example.com" };

/** Boards of a cluster's parts, which not every platform has, and those that name every service that is there. */
const dependent = /^(kubernetes(-runbooks)?\/|(on-call|overview|status)\.json$)/;

/** The dashboards that every platform is given, by their path below Grafana's folder of dashboards. */
export function givenDashboards(): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".json") && !dependent.test(path),
  );
  return new Map(paths.map((path) => [path, withoutLinks(readFileSync(join(folder, path), "utf8"))]));
}

/** Without where people open Grafana. */
export function withoutLinks(text: string): string {
  return text.replace(/https?:\/\/(?!runbooks\.)[^/"\s)]+/g, "http://address");
}
