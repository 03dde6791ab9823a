import { loadCatalog } from "../../catalog";
import { statusHtml } from "../../dashboards/status-html";
import type { ServiceStatus } from "../../dashboards/status-page";
import { statusQuestions, verdictOf } from "../../dashboards/status-page";
import { syntaxErrors } from "../queries/grammar";
import { shop } from "./shop";

const at = new Date("2027-01-16T12:00:00Z");
const well: ServiceStatus = {
  service: shop(),
  up: true,
  there: 0.9999961,
  history: [undefined, true, false, true],
  promises: [
    { name: "availability", objective: 0.999, kept: 0.99956 },
    { name: "latency", objective: 0.95, kept: 0.9 },
    { name: "uptime", objective: 0.999, kept: undefined },
  ],
  firing: [],
};
const fires = (severity: "critical" | "warning") => ({
  firing: [{ name: "HighErrorRate", severity, since: new Date("2027-01-16T11:58:30Z") }],
});
const page = (services: readonly ServiceStatus[]) =>
  statusHtml({ at, environment: "prod", services, maintenance: [] });

test("asks of every service what Prometheus understands, and of none of belfry's own servers", () => {
  const services = loadCatalog();
  const questions = statusQuestions(services);
  expect(questions.map(({ service }) => service.id)).toEqual(
    services.filter(({ stack }) => !stack).map(({ id }) => id),
  );
  for (const { up, there, kept, firing } of questions) {
    for (const text of [up, there, ...kept.map(({ query }) => query), firing]) {
      expect([text, syntaxErrors("promql", text ?? "")]).toEqual([text, []]);
      expect(text).not.toContain("$");
    }
  }
});

test.each([
  ["well", {}],
  ["well", fires("warning")],
  ["impaired", fires("critical")],
  ["down", { up: false, ...fires("critical") }],
  ["unknown", { up: undefined }],
] as const)("says %s of a service with %j", (verdict, change) => {
  expect(verdictOf({ ...well, ...change })).toBe(verdict);
});

test("says in words what is kept, broken, measured and not, and never rounds up", () => {
  const html = page([well]);
  expect(html).toContain('<h1 class="well">All systems operational</h1>');
  expect(html).toContain("there for 99.999% of the time watched");
  expect(html).toContain("<li>availability: promised 99.9%, kept with 99.956%</li>");
  expect(html).toContain('<li class="broken">latency: promised 95%, broken with 90%</li>');
  expect(html).toContain("<li>uptime: promised 99.9%, nothing measured yet</li>");
  expect(html).toContain('<i></i><i class="well"></i><i class="down"></i><i class="well"></i>');
});

test("the headline is as bad as the worst service, and alerts say since when", () => {
  const html = page([well, { ...well, ...fires("critical") }]);
  expect(html).toContain('<h1 class="impaired">1 of 2 services are not well</h1>');
  expect(html).toContain("<li>HighErrorRate (critical) since 2027-01-16 11:58 UTC</li>");
});

test("shows work that is planned or goes on, with nothing of it taken for HTML", () => {
  const work = { environment: "prod", system: "shop", owner: "o", from: "2027-01-16T11:00Z" } as const;
  const html = statusHtml({
    ...{ at, environment: "prod", services: [well] },
    maintenance: [
      { ...work, to: "2027-01-16T13:00Z", reason: "<b>shelves</b> are moved" },
      { ...work, to: "2027-01-16T12:00Z", reason: "over" },
    ],
  });
  expect(html).toContain(
    "<li>shop: &#60;b&#62;shelves&#60;/b&#62; are moved, 2027-01-16 11:00 UTC to 2027-01-16 13:00 UTC</li>",
  );
  expect(html).not.toContain("over,");
});

test("needs nothing but itself", () => {
  expect(page([well])).not.toMatch(/<script|src=|href=|https?:/);
});
