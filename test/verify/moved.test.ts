import { movedAlerts, wellDay } from "../../verify/alerts/moved";
import type { Played } from "../../verify/alerts/prove-group";
import type { ProvenGroup, ProvenRule } from "../../verify/alerts/rule-groups";
import type { Sample } from "../../verify/series/series";

const service = { id: "shop/shop-api" };
const absent = { kind: "series", series: "x", matchers: [], origin: {} };

function rule(name: string, expr: string, more: object = {}): ProvenRule {
  const alert = { name, firesUnder: [], when: { expression: absent }, ...more };
  return { alert, expr, declared: expr, labels: {} } as unknown as ProvenRule;
}

const group = {
  service,
  ofSlos: false,
  rules: [
    rule("Errors", "rate(errors_total[5m]) > 1"),
    rule("Memory", "memory_bytes > 9"),
    rule("Watchdog", "vector(1)", { class: "heartbeat" }),
    rule("Full", "disk_bytes < 1", { firesUnder: ["full"] }),
  ],
} as unknown as ProvenGroup;

function play(name: string, series: Readonly<Record<string, readonly Sample[]>>, cause?: string): Played {
  const steps = Math.max(...Object.values(series).map(({ length }) => length));
  const scenario = { service, name, seconds: (steps - 1) * 15, load: 1, ...(cause ? { cause } : {}) };
  const played = Object.entries(series).map(([one, samples]) => ({ name: one, labels: {}, samples }));
  return { scenario, series: played } as unknown as Played;
}

const well = play("healthy", { errors_total: [0, 1, 2, 3], memory_bytes: [5, 5, 6, 5] });

test("evaluates only what reads another sample than on the normal day, heartbeats, and what must fire", () => {
  const errors = play("fault errors", { errors_total: [0, 1, 9], memory_bytes: [5, 5, 6] }, "errors");
  expect([...movedAlerts(group, errors, well)]).toEqual(["Errors", "Watchdog"]);
  const full = play("fault full", { errors_total: [0, 1, 2], memory_bytes: [5, 5, 6] }, "full");
  expect([...movedAlerts(group, full, well)]).toEqual(["Watchdog", "Full"]);
});

test("takes a series that is born, one that is gone and one that ends for another", () => {
  const born = play("fault x", {
    errors_total: [0, 1, 2],
    memory_bytes: [5, 5, 6],
    disk_bytes: [undefined, 1, 1],
  });
  expect([...movedAlerts(group, born, well)]).toEqual(["Watchdog", "Full"]);
  const gone = play("fault y", { errors_total: [0, 1, 2] });
  expect([...movedAlerts(group, gone, well)]).toEqual(["Memory", "Watchdog"]);
  const ended = play("fault z", { errors_total: [0, 1, "stale"], memory_bytes: [5, 5, 6] });
  expect([...movedAlerts(group, ended, well)]).toEqual(["Errors", "Watchdog"]);
});

test("evaluates everything on the normal day, in what lasts longer, in another service's play, and of SLOs", () => {
  const all = group.rules.map(({ alert }) => alert.name);
  expect([...movedAlerts(group, well, well)]).toEqual(all);
  const longer = play("fault x", { errors_total: [0, 1, 2, 3, 4], memory_bytes: [5, 5, 6, 5, 5] });
  expect([...movedAlerts(group, longer, well)]).toEqual(all);
  const foreign = {
    ...well,
    scenario: { ...well.scenario, service: { id: "shop/other" } },
  } as unknown as Played;
  expect([...movedAlerts(group, foreign, well)]).toEqual(all);
  expect(wellDay({ ...group, ofSlos: true }, [well])).toBeUndefined();
  expect(wellDay(group, [foreign, well])).toBe(well);
});
