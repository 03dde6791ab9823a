import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holds } from "../e2e/support/eventually";
import { lokiRules, promRules, type RuleGroup } from "../e2e/support/servers";
import { kubectl, pods } from "./support/kubectl";
import { apply, manifests, preflight, ready, render } from "./support/production";
import { servers } from "./support/servers";
import { describeCluster, testCluster } from "./support/test-cluster";

interface Applied {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly resourceVersion: string;
  };
}

/** Every object that was applied, by what counts its changes: of one with a status, a generation. */
async function versions(): Promise<readonly string[]> {
  const { items }: { items: Applied[] } = JSON.parse(await kubectl("get", ...manifests(), "-o", "json"));
  return items.map(({ kind, metadata: { name, namespace, generation, resourceVersion } }) =>
    [kind, namespace, name, generation === undefined ? resourceVersion : `generation ${generation}`].join(
      " ",
    ),
  );
}

/** Every container of every pod, with how often it was restarted. */
async function running(): Promise<readonly string[]> {
  return (await pods())
    .flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).map(({ name, restartCount }) =>
        [metadata.uid, metadata.name, name, restartCount].join(" "),
      ),
    )
    .sort();
}

/** Where the runbooks are, as the annotations of every alert say. */
function runbookBases(groups: readonly RuleGroup[]): readonly string[] {
  const urls = groups.flatMap(({ rules }) => rules).flatMap((rule) => rule.annotations?.runbook_url ?? []);
  return [...new Set(urls.map((url) => url.split("/").slice(0, 3).join("/")))];
}

/** A folder with a rule whose query ends in its middle. */
function badRules(): string {
  const folder = mkdtempSync(join(tmpdir(), "belfry-bad-rules-"));
  const rule = '{ alert: Broken, expr: "up ==", labels: { severity: warning } }';
  writeFileSync(join(folder, "bad.yaml"), `groups:\n  - name: bad\n    rules:\n      - ${rule}\n`);
  return folder;
}

/** The cluster's own settings of Kubernetes, and some others. */
function withKubernetes(others: object): Readonly<Record<string, unknown>> {
  return { "belfry:kubernetes": { ...Object(testCluster().settings["belfry:kubernetes"]), ...others } };
}

describeCluster("changes of production in a cluster", () => {
  afterAll(async () => {
    await render();
    await apply();
  });

  test("a second apply changes no object and makes no pod anew", async () => {
    await ready(60);
    const before = { versions: await versions(), running: await running() };
    expect(before.versions.length).toBeGreaterThan(150);
    await render();
    await apply();
    await ready(60);
    expect({ versions: await versions(), running: await running() }).toEqual(before);
  });

  test("a changed rule reaches Prometheus and Loki within two minutes, and nothing is restarted", async () => {
    const before = await running();
    const base = "https://runbooks-moved.example.com";
    await render({ "belfry:runbookBase": base });
    await apply();
    const applied = Date.now();
    await holds("the new address in every alert", 120, async () => {
      expect(runbookBases(await promRules(servers))).toEqual([base]);
      expect(runbookBases(await lokiRules(servers))).toEqual([base]);
    });
    console.log(`a changed rule was read ${Math.round((Date.now() - applied) / 1000)} s after apply`);
    expect(await running()).toEqual(before);
  });

  const refusals: readonly [string, object, RegExp][] = [
    [
      "a name that is no DNS label",
      { "belfry:kubernetes": { namespace: "Not_A_Label" } },
      /DNS label.*Fix: /s,
    ],
    ["an image that nobody pinned", { "belfry:images": {} }, /is not pinned.*Fix: /s],
    [
      "a rule that no Prometheus could read",
      { "belfry:imports": [{ folder: badRules(), service: "pulsecal/pulsecal-api" }] },
      /bad\.yaml, group bad, Broken: its query is no PromQL.*fix: /s,
    ],
  ];
  test.each(refusals)("%s is refused before anything is written", async (_, settings, message) => {
    const file = join(__dirname, "../../dist/prod/prometheus.yaml");
    const before = readFileSync(file, "utf8");
    await expect(render({ ...settings })).rejects.toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("the rights of docs/examples/deployer-rbac.yaml are enough to apply all of it, and for no other namespace", async () => {
    const deployer = "--as=system:serviceaccount:belfry-deploy:deployer";
    const rights = ["-f", join(__dirname, "../../docs/examples/deployer-rbac.yaml")];
    // By another manager than the stack's: the labels of its namespaces stay whose they are.
    await kubectl("apply", "--server-side", "--field-manager=administrator", ...rights);
    try {
      const asked = await kubectl(deployer, "apply", "--server-side", "--dry-run=server", ...manifests());
      expect(asked.trim().split("\n").length).toBeGreaterThan(150);
      const elsewhere = kubectl(deployer, "-n", "default", "create", "configmap", "mine", "--dry-run=server");
      await expect(elsewhere).rejects.toThrow(/configmaps.* is forbidden/);
    } finally {
      for (const namespace of ["belfry", "belfry-host"])
        await kubectl("-n", namespace, "delete", "rolebinding", "belfry-deployer");
      await kubectl("delete", "clusterrolebinding", "belfry-deployer");
      await kubectl("delete", "clusterrole", "belfry-deployer", "belfry-deployer-inside");
      await kubectl("delete", "namespace", "belfry-deploy", "--timeout=120s");
    }
  }, 240_000);

  test("preflight finds nothing against what runs, and names what the cluster does not have", async () => {
    expect(await preflight()).toMatch(/Nothing in the cluster stands against \d+ objects of stack prod/);
    const before = await versions();
    await expect(preflight(withKubernetes({ storageClass: "fast" }))).rejects.toThrow(
      /belfry:kubernetes\.storageClass.*fast.*Fix: /s,
    );
    await expect(preflight(withKubernetes({ priorityClass: "urgent" }))).rejects.toThrow(
      /belfry:kubernetes\.priorityClass.*urgent.*Fix: /s,
    );
    await expect(preflight(withKubernetes({ context: "another" }))).rejects.toThrow(
      /belfry:kubernetes\.context.*another.*Fix: /s,
    );
    expect(await versions()).toEqual(before);
  });
});
