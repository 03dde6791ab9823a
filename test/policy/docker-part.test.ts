import { partOf } from "../../policy/model/part";

function systemOf(labels: Readonly<Record<string, string>>): string | undefined {
  const all = Object.entries(labels).map(([label, value]) => ({ label, value }));
  const type = "docker:index/container:Container";
  return partOf({ type, urn: "urn:one", name: "one", props: { labels: all } })?.resource.system;
}

test.each([
  ["its own label", { "belfry.dev/system": "shop" }, "shop"],
  [
    "a server that belfry runs for it",
    { "dev.belfry.workload": "ragbase-postgres", "dev.belfry.role": "server" },
    "ragbase",
  ],
  [
    "nobody: a helper is belfry's",
    { "dev.belfry.workload": "ragbase-postgres", "dev.belfry.role": "writer" },
    undefined,
  ],
  [
    "nobody: a server of belfry's",
    { "dev.belfry.workload": "prometheus", "dev.belfry.role": "server" },
    undefined,
  ],
  ["nobody: no label", {}, undefined],
])("a container belongs to a system by %s", (_by, labels, system) => {
  expect(systemOf(labels)).toBe(system);
});
