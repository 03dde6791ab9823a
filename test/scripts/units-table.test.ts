import type { UnitStatus } from "../../platforms/local/unit";
import { progressReport } from "../../scripts/stack/progress";
import { serversTable, statusTable, useTables } from "../../scripts/stack/units-table";

const unit: UnitStatus = {
  ...{
    name: "prometheus",
    version: "3.14.0",
    url: "http://127.0.0.1:21000",
    state: "ready",
    pid: 1,
    restarts: 0,
  },
  ...{ readyInSeconds: 1.25, lastEnd: null, memoryUsedMib: 86, memoryLimitMib: 512, notes: [] },
};
const other: UnitStatus = {
  ...unit,
  name: "loki",
  state: "backing-off",
  readyInSeconds: null,
  memoryLimitMib: null,
  restarts: 3,
};

test("up ends with servers in order, aligned, without lines", () => {
  expect(serversTable([unit, other])).toBe(
    [
      "SERVER      VERSION  URL                     READY IN",
      "loki        3.14.0   http://127.0.0.1:21000  -",
      "prometheus  3.14.0   http://127.0.0.1:21000  1.3 s",
    ].join("\n"),
  );
});

test("status says where no limit is enforced", () => {
  expect(statusTable([unit, other]).split("\n").slice(1)).toEqual([
    "loki        backing-off  3.14.0   http://127.0.0.1:21000  86 MiB  not enforced  3",
    "prometheus  ready        3.14.0   http://127.0.0.1:21000  86 MiB  512 MiB       0",
  ]);
});

test("progress tells what came up and how long it took, and nothing of what stayed", () => {
  const said: string[] = [];
  let now = 1000;
  const report = progressReport(
    (line) => said.push(line),
    () => now,
  );
  const metadata = (op: string) => ({
    op,
    urn: "urn:pulumi:one::belfry::x::prometheus",
    type: "pulumi-nodejs:dynamic/local:Unit",
  });
  report({ resourcePreEvent: { metadata: metadata("create") } } as never);
  now = 2500;
  report({ resOutputsEvent: { metadata: metadata("create") } } as never);
  report({ resOutputsEvent: { metadata: metadata("same") } } as never);
  report({ resOutputsEvent: { metadata: metadata("create"), planning: true } } as never);
  expect(said).toEqual(["prometheus started (1.5 s)"]);
});

test("status shows what is used beside what was derived, and who is over", () => {
  const use = {
    series: [
      { service: "shop/api", used: 120, budget: 400 },
      { service: "shop/till", used: 31, budget: 30 },
    ],
    servers: [
      {
        server: "prometheus",
        memory: { used: null, derived: 512 },
        disk: { used: 90, derived: 4000 },
        retentionDays: 32,
      },
    ],
  };
  expect(useTables(use)).toBe(
    [
      "SERVICE    SERIES  AT MOST",
      "shop/api   120     400",
      "shop/till  31      30, over",
      "",
      "SERVER      MEMORY  DERIVED  DISK    WHEN FULL  KEEPS",
      "prometheus  -       512 MiB  90 MiB  4000 MiB   32 d",
    ].join("\n"),
  );
});
