import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { inboxDestinations } from "../../alerts/inbox-destinations";
import { numberFormat } from "../../alerts/number-format";
import { alertmanagerFile } from "../../alerts/routing";
import { ruleFiles } from "../../alerts/rules";
import { alertsOf } from "../../alerts/target-missing";
import { escapeTemplate } from "../../alerts/template";
import { loadCatalog } from "../../catalog";
import type { Measure } from "../../telemetry/units";
import { findTool } from "../../toolchain/find";
import { binaryOf, isFound } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";

// The servers' own checkers on what the whole catalog generates.

const folder = mkdtempSync(join(tmpdir(), "belfry-content-"));
const services = loadCatalog();
const settings = {
  environment: "prod",
  cluster: "eu1",
  grafanaUrl: "https://grafana.example",
  runbookBase: "https://runbooks.example",
};
const routes = join(folder, "alertmanager.yml");
let promtool = "";
let amtool = "";

async function programOf(product: Product, name: string): Promise<string> {
  const found = await findTool(product);
  if (!isFound(found)) throw new Error(`${product} is missing: ${found.fix}`);
  return binaryOf(found, name);
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(async () => {
  promtool = await programOf("prometheus", "promtool");
  amtool = await programOf("alertmanager", "amtool");
  mkdirSync(join(folder, "rules"));
  for (const [name, text] of Object.entries(ruleFiles(services, settings))) {
    writeFileSync(join(folder, "rules", name), text);
  }
  const { destinations, files } = inboxDestinations({
    systems: [...new Set(services.map(({ origin }) => origin.system))],
    httpUrl: "http://127.0.0.1:8025",
    smtpAddress: "127.0.0.1:1025",
    fileAt: (name) => join(folder, name),
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(routes, alertmanagerFile(services, { content: settings, destinations }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("Prometheus accepts the rules of the whole catalog", () => {
  writeFileSync(join(folder, "prometheus.yml"), stringify({ rule_files: ["rules/*.yaml"] }));
  const alerts = services.flatMap(alertsOf).filter(({ when }) => when.language === "promql").length;
  const recorded = 7 * services.flatMap(({ slos = [] }) => slos).length;
  const checked = run(promtool, "check", "config", "prometheus.yml");
  const rules = [...checked.matchAll(/SUCCESS: (\d+) rules found/g)];
  expect(rules.reduce((sum, [, found]) => sum + Number(found), 0)).toBe(alerts + recorded);
});

test("Alertmanager accepts the routes of the whole catalog", () => {
  expect(run(amtool, "check-config", routes)).toContain("SUCCESS");
});

function receiversOf(labels: Readonly<Record<string, string>>): string[] {
  const given = Object.entries({ environment: "prod", ...labels }).map(([name, value]) => `${name}=${value}`);
  return run(amtool, "config", "routes", "test", `--config.file=${routes}`, ...given)
    .trim()
    .split(",")
    .sort();
}

// Who is told what: systems.md, typed a second time.
test.each([
  [
    "newsletter/newsletter-api",
    "ServiceDown",
    "critical",
    ["newsletter/slack+email", "newsletter/escalation:email"],
  ],
  [
    "pulsecal/pulsecal-api",
    "HighErrorRate",
    "critical",
    ["pulsecal/pagerduty+slack", "pulsecal/escalation:pagerduty"],
  ],
  ["pulsecal/pulsecal-api", "HighLatency", "warning", ["pulsecal/pagerduty+slack"]],
  ["ragbase/ragbase-backend", "ErrorTypeRepeats", "warning", ["ragbase/webhook"]],
  [
    "greenstack/greenstack-api",
    "DatabaseDown",
    "critical",
    ["greenstack/pagerduty", "greenstack/escalation:pagerduty"],
  ],
  ["greenstack/greenstack-api", "SlowRequests", "warning", ["greenstack/slack"]],
  [
    "travel-crm/travel-crm-api",
    "HighErrorRate",
    "critical",
    ["travel-crm/slack", "travel-crm/escalation:pagerduty"],
  ],
  [
    "travel-crm/travel-crm-api",
    "DatabaseDown",
    "critical",
    ["travel-crm/slack+email", "travel-crm/escalation:pagerduty"],
  ],
  ["travel-crm/travel-crm-api", "HighMemoryUsage", "warning", ["travel-crm/slack"]],
  ["belfry/prometheus", "Watchdog", "info", ["heartbeat that nobody hears"]],
])("%s %s (%s) reaches %j", (id, alertname, severity, receivers) => {
  const [system = "", service = ""] = id.split("/");
  const team = services.find((one) => one.id === id)?.owner.name ?? "";
  expect(receiversOf({ alertname, system, service, team, severity })).toEqual([...receivers].sort());
});

test("every alert of the catalog reaches somebody, and another environment's nobody's pager", () => {
  for (const { origin, owner, ...service } of services) {
    for (const { name, severity } of alertsOf({ origin, owner, ...service })) {
      const labels = { alertname: name, ...origin, team: owner.name, severity };
      expect([name, receiversOf(labels)]).not.toEqual([name, ["unrouted"]]);
      expect(receiversOf({ ...labels, environment: "somewhere-else" })).toEqual(["unrouted"]);
    }
  }
});

/** What Prometheus makes of an annotation, for a value. */
function expectRendered(cases: readonly { template: string; value: number; text: string }[]): void {
  const rules = cases.map(({ template, value }, i) => ({
    alert: `Case${i}`,
    expr: `vector(${value})`,
    annotations: { text: template },
  }));
  const alert_rule_test = cases.map(({ text }, i) => ({
    eval_time: "1m",
    alertname: `Case${i}`,
    exp_alerts: [{ exp_annotations: { text } }],
  }));
  writeFileSync(
    join(folder, "cases.yaml"),
    stringify({ groups: [{ name: "cases", rules }] }, { lineWidth: 0 }),
  );
  const tests = [{ interval: "1m", input_series: [], alert_rule_test }];
  writeFileSync(
    join(folder, "cases.test.yaml"),
    stringify({ rule_files: ["cases.yaml"], tests }, { lineWidth: 0 }),
  );
  expect(run(promtool, "test", "rules", "cases.test.yaml")).toContain("SUCCESS");
}

test("a threshold is told in the very form in which Prometheus tells the value", () => {
  const measures: readonly Measure[] = [
    ...(["count", "boolean", "seconds", "milliseconds", "bytes", "ratio", "percent", "dollars"] as const),
    ...(["tokens", "celsius", "count/s", "bytes/s", "seconds/s"] as const),
  ];
  const values = [
    0, 0.001, 0.05, 0.07, 0.1, 0.85, 1, 2, 5, 85, 100.25, 300, 999.99, 1024, 1536, 12_345, 93_784, 5e9,
  ];
  expectRendered(
    measures.flatMap((measure) =>
      values.map((value) => {
        const { template, text } = numberFormat(measure);
        return { template: template("$value"), value, text: text(value) };
      }),
    ),
  );
  const time = numberFormat("timestamp");
  expectRendered([
    { template: time.template("$value"), value: 1_705_314_600, text: time.text(1_705_314_600) },
  ]);
});

test("any text of an author stays what it is: quotes, braces, templates, lines, any script", () => {
  const texts = fc.sample(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[{}"'`\\%$ \n#:-]*$/)),
    200,
  );
  const nasty = [
    "{{ $value }}",
    "{{{",
    "a{",
    "{{/* x */}}",
    "}} {{",
    '"{{"',
    "- x: 1",
    "line\nline\n",
    "%d %",
    "ü 日本 🚒",
  ];
  expectRendered(
    [...texts, ...nasty].map((text) => ({
      template: `${escapeTemplate(`x${text}`)}{{ $value }}`,
      value: 1,
      text: `x${text}1`,
    })),
  );
});
