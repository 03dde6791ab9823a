import { parse, stringify } from "yaml";
import { loadCatalog } from "../../catalog";
import { contentToProve } from "../../scripts/verify/content";
import type { Content } from "../../verify/content";
import { proveWeight } from "../../verify/weight/prove";

// Everything here breaks what is shipped and leaves the declarations as they are.

const id = "pulsecal/pulsecal-api";
// With those that every service's dashboards read.
const services = [id, "belfry/node-exporter", "belfry/readiness"];
const content = contentToProve(loadCatalog().filter((service) => services.includes(service.id)));
const [own, slo, logs] = [
  "pulsecal.pulsecal-api.yaml",
  "pulsecal.pulsecal-api.slo.yaml",
  "pulsecal.pulsecal-api.yaml",
];

function failed(changed: Partial<Content>): readonly (readonly string[])[] {
  return proveWeight({ ...content, ...changed })
    .filter(({ outcome }) => outcome === "failed")
    .map(({ subject, claim, detail = "" }) => [subject, claim, detail]);
}

function rules(file: string, change: (text: string) => string): Partial<Content> {
  return { rules: { ...content.rules, [file]: change(content.rules[file] ?? "") } };
}

interface Group {
  name: string;
  rules: { record?: string; alert?: string; expr: string; labels: Record<string, string> }[];
}

function groups(file: string, change: (groups: Group[]) => Group[]): Partial<Content> {
  return rules(file, (text) => stringify({ groups: change((parse(text) as { groups: Group[] }).groups) }));
}

function everywhere(change: (text: string) => string): Partial<Content> {
  const all = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, change(text)]));
  return { rules: all(content.rules), dashboards: all(content.dashboards) };
}

const events = 'belfry:events:rate5m{system="pulsecal", service="pulsecal-api", slo="availability"}';

test("what is shipped is as it should be", () => {
  expect(failed({})).toEqual([]);
});

test.each([
  ["an alert", rules(own, (text) => text.replaceAll("queue_depth{", "http_requests{"))],
  ["a recording", rules(slo, (text) => text.replaceAll("http_requests_total{", "http_requests{"))],
])("a metric that %s reads and nobody declares dangles", (_, changed) => {
  expect(failed(changed)).toEqual([[id, "no name dangles", "http_requests is read, but nobody declares it"]]);
});

test("a metric that a panel reads and nobody declares dangles", () => {
  const file = "pulsecal/pulsecal-api.json";
  const text = (content.dashboards[file] ?? "").replaceAll("http_requests_total{", "http_requests{");
  expect(failed({ dashboards: { ...content.dashboards, [file]: text } })).toEqual([
    [id, "no name dangles", "http_requests is read, but nobody declares it"],
  ]);
});

test("a metric of another service dangles", () => {
  const changed = rules(own, (text) => text.replaceAll('service="pulsecal-api"', 'service="pulsecal-web"'));
  expect(failed(changed)).toContainEqual([
    id,
    "no name dangles",
    expect.stringContaining("http_request_errors_total, "),
  ]);
});

test("lines of a service that sends none dangle", () => {
  const text = (content.logRules[logs] ?? "").replaceAll('service="pulsecal-api"', 'service="pulsecal-web"');
  expect(failed({ logRules: { ...content.logRules, [logs]: text } })).toEqual([
    [id, "no name dangles", "lines of a service that sends none is read, but nobody declares it"],
  ]);
});

test("a recorded series that no rule records dangles", () => {
  const changed = everywhere((text) =>
    text.replaceAll(/\bbelfry:error_ratio:rate3d\{/g, "belfry:error_ratio:rate4d{"),
  );
  expect(failed(changed)).toContainEqual([
    id,
    "no name dangles",
    "belfry:error_ratio:rate4d is read, but nobody declares it",
  ]);
});

test("a recorded series that only the rule itself reads is dead weight", () => {
  const rule = {
    record: "belfry:events:rate7m",
    expr: "belfry:events:rate7m * 0",
    labels: { system: "pulsecal", service: "pulsecal-api", slo: "availability" },
  };
  const changed = groups(slo, (all) => [...all, { name: "more", rules: [rule] }]);
  expect(failed(changed)).toEqual([
    [`${id}/${events.replace("rate5m", "rate7m")}`, "is read somewhere", "nothing that is shipped reads it"],
  ]);
});

test("a recorded series whose readers ask for another objective is dead weight", () => {
  const changed = everywhere((text) =>
    text.replaceAll(/(belfry:\w+:\w+\{[^}]*slo=\\?")availability/g, "$1latency"),
  );
  expect(failed(changed)).toContainEqual([
    `${id}/${events}`,
    "is read somewhere",
    "nothing that is shipped reads it",
  ]);
});

test("an objective's rules that are shipped twice are noticed", () => {
  const changed = groups(slo, (all) => [
    ...all,
    ...all.map((one) => ({ ...one, name: `${one.name} again` })),
  ]);
  expect(failed(changed)).toEqual([[id, "has no rule twice", `${events} is recorded twice`]]);
});

test("two alerts with the same condition are noticed", () => {
  const changed = groups(own, (all) => [
    ...all,
    ...all.map(({ name, rules }) => ({
      name: `${name} again`,
      rules: rules.slice(0, 1).map((rule) => ({ ...rule, alert: "Another" })),
    })),
  ]);
  expect(failed(changed)).toEqual([
    [id, "has no rule twice", expect.stringMatching(/ and Another have the same condition$/)],
  ]);
});

test("a metric that no shipped rule and no shipped panel reads is dead weight", () => {
  const changed = everywhere((text) => text.replaceAll("http_requests_total{", "http_request_errors_total{"));
  expect(failed(changed)).toEqual([
    [`${id}/http_requests_total`, "is seen somewhere", "no shipped panel or rule reads it"],
  ]);
});
