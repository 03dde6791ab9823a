import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringUp, quickAlerting } from "../e2e/support/bring-up";
import { asGenerated, givenDashboards, withoutLinks } from "../e2e/support/given-dashboards";
import { declared, routing, withoutPlaces } from "../e2e/support/parity";
import { lokiRules, promRules } from "../e2e/support/servers";
import { type TestStack, testStack } from "../e2e/support/stack-process";
import { servers } from "./support/ask";
import { running, withEngine } from "./support/running";
import { compose, docker, render } from "./support/stack";

// Read back from the servers that run: processes of this machine beside containers. Grafana can be had by neither here
// (its program is in no package registry): its dashboards are what its writer puts into the volume that it would mount,
// beside what every platform is given (generated/).

withEngine("rules, routes and dashboards of local and dev", () => {
  let local: TestStack;
  beforeAll(async () => {
    local = testStack("parity");
    await bringUp(local, quickAlerting);
  }, 600_000);
  afterAll(() => local?.remove(), 120_000);

  test("Prometheus has the same rules", async () => {
    const [here, there] = [await promRules(local), await promRules(servers)];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(200);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Loki has the same rules", async () => {
    const [here, there] = [await lokiRules(local), await lokiRules(servers)];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(5);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Alertmanager has the same routes, receivers, inhibitions and mute times", async () => {
    const here = await routing(local, "dead-mans-switch");
    const there = await routing(servers, "heartbeat that nobody hears");
    expect([here.receivers.length > 5, here.inhibit_rules.length > 0]).toEqual([true, true]);
    expect(withoutPlaces(there)).toEqual(withoutPlaces(here));
  });

  test("the dashboards in the volume that Grafana would mount are those that every platform is given", async () => {
    const { stack } = running();
    const folder = mkdtempSync(join(tmpdir(), "belfry-grafana-"));
    const writer = "belfry-dev-grafana-writer";
    const offers = JSON.stringify([...JSON.parse(stack.settings["belfry:offers"] ?? "[]"), "grafana"]);
    const withGrafana = { ...stack, folder };
    try {
      await render(withGrafana, {
        "belfry:offers": offers,
        "belfry:cluster": asGenerated.cluster,
        "belfry:runbookBase": asGenerated.runbookBase,
      });
      await compose(withGrafana, "run", "--rm", "--no-deps", writer);
      const volume = await docker(stack, "volume", "inspect", "--format", "{{.Mountpoint}}", given);
      const dashboards = join(volume.trim(), "etc/grafana/dashboards");
      const expected = [...givenDashboards()].filter(([path]) => !tellsOfClusters.test(path));
      expect(expected.length).toBeGreaterThan(200);
      for (const [path, text] of expected)
        expect([path, withoutLinks(readFileSync(join(dashboards, path), "utf8"))]).toEqual([path, text]);
    } finally {
      const volumes = await docker(stack, "volume", "ls", "--quiet", "--filter", "name=belfry-dev-grafana-");
      await docker(stack, "volume", "rm", "--force", ...volumes.split("\n").filter(Boolean));
      rmSync(folder, { recursive: true });
    }
  });

  // Named, so that nobody takes what is above for more (.ci/allowed-skips.json says why).
  test.skip("Grafana in containers answers with its dashboards", () => undefined);
  test.skip("@pulumi/docker's own provider makes the same containers", () => undefined);
});

/** Boards of the log collector, which runs in clusters alone, and two of everything that runs. */
const tellsOfClusters = /^(slos\.json|belfry\/stack\.json|belfry(-runbooks)?\/log-collector[.-])/;
/** The volume of Grafana's texts. */
const given = "belfry-dev-grafana-given";
