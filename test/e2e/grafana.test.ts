import { loadCatalog, offered } from "../../catalog";
import { dataSources } from "../../dashboards/datasources";
import { stackLocations } from "../../platforms/local/locations";
import { readPrograms } from "../../platforms/local/programs";
import { contentToProve } from "../../scripts/verify/content";
import { holds } from "./support/eventually";
import { json } from "./support/servers";
import { sharedStack } from "./support/shared-stack";
import { isOffered } from "./support/units";

const stack = sharedStack();

let login = "";

/** Asks Grafana as its generated administrator. */
function asked<T>(path: string): Promise<T> {
  return json<T>(`${stack.url("grafana")}${path}`, { headers: { authorization: `Basic ${login}` } });
}

describe("what a real Grafana has taken", () => {
  const isThere = isOffered(stack, "grafana");
  const inGrafana = isThere ? test : test.skip;

  beforeAll(async () => {
    if (!isThere) return;
    const { out } = await stack.script("secret", "grafana-admin");
    login = Buffer.from(`admin:${out.trim()}`).toString("base64");
  });

  inGrafana("every dashboard that is shipped, under its own address and with all its panels", async () => {
    const programs = readPrograms(stackLocations(stack.name, stack.env).programs);
    const services = offered(loadCatalog(), (product) => product === "belfry" || product in programs);
    const shipped = Object.values(contentToProve(services).dashboards).map((text) => JSON.parse(text));
    const uids = shipped.map(({ uid }) => uid).sort();
    expect(uids.length).toBeGreaterThan(200);
    await holds("Grafana to have read the dashboards", 60, async () => {
      const found = await asked<{ uid: string }[]>("/api/search?type=dash-db&limit=5000");
      expect(found.map(({ uid }) => uid).sort()).toEqual(uids);
    });
    for (const { uid, panels } of shipped) {
      const { dashboard } = await asked<{ dashboard: { panels: { id: number }[] } }>(
        `/api/dashboards/uid/${uid}`,
      );
      const ids = (all: readonly { id: number }[]) => all.map(({ id }) => id);
      expect({ uid, panels: ids(dashboard.panels) }).toEqual({ uid, panels: ids(panels) });
    }
  });

  inGrafana("every data source, under the address by which dashboards ask for it", async () => {
    const found = await asked<{ uid: string; type: string }[]>("/api/datasources");
    const told = found.map(({ uid, type }) => ({ uid, type })).sort((a, b) => (a.uid < b.uid ? -1 : 1));
    expect(told).toEqual(Object.values(dataSources).toSorted((a, b) => (a.uid < b.uid ? -1 : 1)));
  });
});
