import { join, posix } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { productionObjects, rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";

// What is watched is the same on Docker and on Kubernetes: the files that both hand to their servers are compared.

const repository = join(__dirname, "../..");
const common = {
  "belfry:environment": "prod",
  "belfry:cluster": "one",
  "belfry:runbookBase": "https://runbooks.example.com",
  "belfry:images": '{"unlocked":"allow"}',
};
const configMap = z.object({
  kind: z.literal("ConfigMap"),
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});

/** Addresses are another matter: those of the parts, and those that people open. */
function withoutAddresses(text: string): string {
  return text
    .replace(/https?:\/\/(?!runbooks\.)[^/"\s)]+/g, "http://address")
    .replace(/smarthost: \S+/g, "smarthost: address");
}

type Files = ReadonlyMap<string, string>;
let dev: Files;
let prod: Files;

beforeAll(async () => {
  const on = (stack: string) => ({ ...stackConfig(repository, stack), ...common });
  const { files } = await rendered("dev", on("dev"), (name) => name);
  dev = new Map(
    Object.entries(files).flatMap(([path, text]) => {
      const [, workload = "", file] = /^files\/belfry-dev-(.+)-writer(\/.+)$/.exec(path) ?? [];
      return file ? [[`${workload}:${file}`, withoutAddresses(text)]] : [];
    }),
  );
  // A ConfigMap is named after its workload and its folder.
  const names = new Map([...dev.keys()].map((key) => [key.replace(":", "").replaceAll("/", "-"), key]));
  const objects = await productionObjects("prod", on("prod"), (name) => name);
  prod = new Map(
    objects.flatMap((object) => {
      const { metadata, data } = configMap.safeParse(object).data ?? {};
      return Object.entries(data ?? {}).map(([file, text]) => {
        const key = `${metadata?.name}-${file}`;
        return [names.get(key) ?? key, withoutAddresses(text)] as const;
      });
    }),
  );
}, 120_000);

const below = (files: Files, folder: string) => [...files].filter(([key]) => key.startsWith(folder));

test.each([
  ["Prometheus", "prometheus:/etc/prometheus/rules/", 18],
  ["Loki", "loki:/etc/loki/rules/", 4],
])("every rule of %s on Docker is, byte for byte, the one on Kubernetes", (_server, folder, least) => {
  const rules = below(dev, folder);
  expect(rules.length).toBeGreaterThan(least);
  for (const [key, text] of rules) expect([key, prod.get(key)]).toEqual([key, text]);
});

/** They tell of all services, those of a cluster among them. */
const ofEverything = ["overview.json", "slos.json", "status.json", "on-call.json", "stack.json"];
const dashboards = "grafana:/etc/grafana/dashboards/";

test("every dashboard of a service on Docker is, byte for byte, the one on Kubernetes", () => {
  const own = below(dev, dashboards).filter(([key]) => !ofEverything.includes(posix.basename(key)));
  expect(own.length).toBeGreaterThan(200);
  for (const [key, text] of own) expect([key, prod.get(key)]).toEqual([key, text]);
});

test("a dashboard of everything has on Kubernetes every panel that it has on Docker", () => {
  const titles = (text: string) => [...text.matchAll(/"title": "([^"]*)"/g)].map(([, title = ""]) => title);
  const all = below(dev, dashboards).filter(([key]) => ofEverything.includes(posix.basename(key)));
  expect(all).toHaveLength(ofEverything.length);
  for (const [key, text] of all) {
    const there = new Set(titles(prod.get(key) ?? ""));
    expect([key, titles(text).filter((title) => !there.has(title))]).toEqual([key, []]);
  }
});

interface Route {
  readonly matchers?: readonly string[];
  readonly routes?: readonly Route[];
}

/** The routes without those of the cluster's own parts. */
function withoutCluster({ routes, ...route }: Route): Route {
  const kept = routes?.filter(({ matchers = [] }) => !matchers.includes('system="kubernetes"'));
  return { ...route, ...(kept && { routes: kept.map(withoutCluster) }) };
}

test("routes, receivers, mute times and inhibitions are the same, but for those of the cluster's parts", () => {
  const key = "alertmanager:/etc/alertmanager/alertmanager.yml";
  const place = (text = "") => parse(text.replaceAll("/belfry/run/", "/run/"));
  const [onDocker, onKubernetes] = [place(dev.get(key)), place(prod.get(key))];
  const receivers = onKubernetes.receivers.filter(
    ({ name }: { name: string }) => !name.startsWith("kubernetes/"),
  );
  expect({ ...onKubernetes, receivers, route: withoutCluster(onKubernetes.route) }).toEqual(onDocker);
  expect(onDocker.receivers.length).toBeGreaterThan(5);
});
