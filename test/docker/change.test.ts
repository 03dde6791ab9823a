import { holds } from "../e2e/support/eventually";
import { lokiRules, promRules, type RuleGroup } from "../e2e/support/servers";
import { servers } from "./support/ask";
import { inspected, running, withEngine } from "./support/running";
import { compose, render } from "./support/stack";

/** Containers that serve, by name, with what a restart would change. */
async function serving(): Promise<Readonly<Record<string, string>>> {
  const all = (await inspected()).filter(({ Config }) => Config.Labels["dev.belfry.role"] !== "writer");
  return Object.fromEntries(
    all.map(({ Name, Id, State, RestartCount }) => [Name, [Id, State.Pid, RestartCount].join()]),
  );
}

/** Where the runbooks are, as the annotations of every alert say. */
function runbookBases(groups: readonly RuleGroup[]): readonly string[] {
  const urls = groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ annotations }) => annotations?.runbook_url ?? []);
  return [...new Set(urls.map((url) => url.split("/").slice(0, 3).join("/")))];
}

const changed = "https://runbooks.example.net";

withEngine("a change of the laptop's stack", () => {
  test("rules of Prometheus and of Loki change without a restart of anything, and back again", async () => {
    const { stack } = running();
    const before = await serving();
    const usual = runbookBases(await promRules(servers));
    expect(usual).toEqual(["file://"]);

    await render(stack, { "belfry:runbookBase": changed });
    await compose(stack, "up", "--detach", "--wait");
    await holds("Prometheus and Loki to take the rules", 90, async () => {
      expect(runbookBases(await promRules(servers))).toEqual([changed]);
      expect(runbookBases(await lokiRules(servers))).toEqual([changed]);
    });
    expect(await serving()).toEqual(before);

    await render(stack);
    await compose(stack, "up", "--detach", "--wait");
    await holds("Prometheus and Loki to take them back", 90, async () => {
      expect(runbookBases(await promRules(servers))).toEqual(usual);
      expect(runbookBases(await lokiRules(servers))).toEqual(usual);
    });
    expect(await serving()).toEqual(before);
  });
});
