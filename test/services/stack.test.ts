import { loadCatalog } from "../../catalog";
import { printQuery } from "../../queries/print";
import { products } from "../../toolchain/versions";

const stack = loadCatalog().filter(({ origin }) => origin.system === "belfry");
const alerts = stack.flatMap((service) => service.alerts.map((alert) => ({ service, alert })));

test.each([
  ["alertmanager", 9093, products.alertmanager.version],
  ["backup", 9993, "0.1.0"],
  ["blackbox-exporter", 9115, products["blackbox-exporter"].version],
  ["canary", 9991, "0.1.0"],
  ["collector", 8888, products.collector.version],
  ["grafana", 3000, products.grafana.version],
  ["log-collector", 8888, products.collector.version],
  ["loki", 3100, products.loki.version],
  ["node-exporter", 9100, products["node-exporter"].version],
  ["postgres", 9187, products.postgres.version],
  ["prometheus", 9090, products.prometheus.version],
  ["readiness", 9992, "0.1.0"],
  ["redis", 9121, products.redis.version],
  ["tempo", 3200, products.tempo.version],
])("belfry/%s is scraped on port %i, in the version that is run", (name, port, version) => {
  const service = stack.find(({ id }) => id === `belfry/${name}`);
  expect(service?.delivery).toEqual({ by: "scrape", port, path: "/metrics" });
  expect(service?.version).toBe(version);
});

test("the stack has no other servers", () => {
  expect(stack).toHaveLength(14);
});

test.each(stack.map((service) => [service.origin.service, service] as const))(
  "%s is missed when it does not answer and when it is no target any more",
  (name, service) => {
    const lost = service.alerts.find((alert) => alert.name === "ServiceDown");
    const up = `up{system="belfry", service="${name}", job="${name}"}`;
    expect(printQuery(lost?.when.expression ?? { kind: "number", value: 0 })).toBe(
      `(${up} == 0) or absent(${up})`,
    );
    // A Prometheus that cannot write soon sees nothing of itself either.
    const causes = name === "prometheus" ? ["down", "diskFull"] : ["down"];
    expect([lost?.hold, lost?.firesUnder]).toEqual(["1m", causes]);
  },
);

test("without one of these the stack itself is blind or mute, so they wake somebody", () => {
  const critical = alerts.filter(
    ({ alert }) => alert.name === "ServiceDown" && alert.severity === "critical",
  );
  expect(critical.map(({ service }) => service.origin.service)).toEqual([
    "alertmanager",
    "blackbox-exporter",
    "collector",
    "log-collector",
    "loki",
    "prometheus",
  ]);
});

test("only the Watchdog is a heartbeat, and every fault is noticed", () => {
  expect(alerts.filter(({ alert }) => alert.class === "heartbeat").map(({ alert }) => alert.name)).toEqual([
    "Watchdog",
  ]);
  for (const service of stack) {
    const noticed = new Set(service.alerts.flatMap((alert) => alert.firesUnder));
    expect([...noticed].sort()).toEqual(Object.keys(service.faults).sort());
  }
});
