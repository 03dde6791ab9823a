import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { runbookFiles } from "../alerts/runbooks";
import { loadCatalog, systemsOf } from "../catalog";
import { Grafana } from "../components/grafana";
import { placesOf } from "../components/places";
import { contentOf } from "../content";
import { maintenance } from "../maintenance";
import { receiversOf } from "../receivers";
import { imagesPage } from "../scripts/images/page";
import { networkPaths } from "../scripts/render/network-paths";
import { productionObjects } from "../scripts/render/rendered";
import { requestsTable } from "../scripts/render/requests";
import { stackConfig } from "../scripts/render/stack-config";
import { paperPlatform } from "./support/container-place";

const folder = join(__dirname, "..", "generated");

function below(path: string, files: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]);
}

/** The tables of network paths and of requests, of production as it is committed. */
async function productionTables(): Promise<readonly [string, string][]> {
  const settings = { ...stackConfig(join(__dirname, ".."), "prod"), "belfry:images": '{"unlocked":"allow"}' };
  const objects = await productionObjects("prod", settings, (name) => name);
  return [
    ["network-paths.md", networkPaths(objects)],
    ["requests.md", requestsTable(objects)],
  ];
}

/** Everything that the catalog yields, by path below generated/. */
async function generated(): Promise<ReadonlyMap<string, string>> {
  const services = loadCatalog();
  const at = placesOf(paperPlatform);
  const settings = {
    environment: "prod",
    cluster: "prod",
    grafanaUrl: "https://grafana.example.com",
    runbookBase: "https://runbooks.example.com",
  };
  const receivers = receiversOf(
    { receivers: {}, platform: "local" },
    { systems: systemsOf(services), ...at },
  );
  const dashboardsFolder = Grafana.dashboardsFolder(at.grafana);
  const content = contentOf(services, { settings, receivers, maintenance, at, dashboardsFolder });
  return new Map([
    ...below("rules", content.rules),
    ...below("log-rules", content.logRules),
    ["alertmanager.yml", content.routing.config],
    ...below("grafana/dashboards", content.boards.dashboards),
    ...below("grafana/provisioning", content.boards.provisioning),
    ...below("runbooks", runbookFiles(services, settings)),
    ...(await productionTables()),
    ["images.md", imagesPage(join(__dirname, ".."))],
  ]);
}

function committed(): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path, "utf8")];
    }),
  );
}

test("generated/ is what the declarations yield, byte for byte (npm run generate writes it)", async () => {
  const wanted = await generated();
  if (process.env.UPDATE) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of wanted) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const found = committed();
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  const stale = [...wanted].filter(([path, text]) => found.get(path) !== text).map(([path]) => path);
  expect(stale).toEqual([]);
}, 300_000);
