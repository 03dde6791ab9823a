import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { holds } from "../e2e/support/eventually";
import { promRules } from "../e2e/support/servers";
import { kubectl, pods } from "./support/kubectl";
import { apply, manifests, render } from "./support/production";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

/** Every object that was applied, by the version that the API server gives it. */
async function versions(): Promise<string> {
  const columns = "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.generation}{'\\n'}{end}";
  return await kubectl("get", ...manifests(), "-o", columns);
}

const running = async () => (await pods()).map(({ metadata }) => metadata.uid).sort();

describeCluster("changes of production in a cluster", () => {
  afterAll(async () => {
    await render();
    await apply();
  });

  test("a second apply changes nothing, and no pod is made anew", async () => {
    const before = { versions: await versions(), running: await running() };
    await render();
    await apply();
    expect({ versions: await versions(), running: await running() }).toEqual(before);
  });

  test("a changed rule reaches Prometheus within two minutes, and nothing is restarted", async () => {
    const before = await running();
    const base = "https://runbooks-moved.example.com";
    await render({ "belfry:runbookBase": base });
    const began = Date.now();
    await apply();
    await holds("the new address in every alert", 120, async () => {
      const rules = (await promRules(servers)).flatMap((group) => group.rules);
      const addresses = JSON.stringify(rules).match(/https:\/\/runbooks[^/]*/g) ?? [];
      expect(new Set(addresses)).toEqual(new Set([base]));
    });
    console.log(`a changed rule was read ${Math.round((Date.now() - began) / 1000)} s after apply`);
    expect(await running()).toEqual(before);
  });

  test.each([
    ["a name that is no DNS label", { "belfry:kubernetes": { namespace: "Not_A_Label" } }, "DNS label"],
    ["an image that nobody pinned", { "belfry:images": {} }, "is not pinned"],
  ])("%s is refused before anything is touched", async (_, settings, message) => {
    const file = join(__dirname, "../../dist/prod/prometheus.yaml");
    const before = existsSync(file) && readFileSync(file, "utf8");
    await expect(render(settings)).rejects.toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(before);
  });
});
