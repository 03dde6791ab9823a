import { loadCatalog } from "../../../catalog";
import { probedLines } from "../../../declaration/probed-line";
import { checklist } from "../../../policy/checklist";
import { printQuery } from "../../../queries/print";
import { readiness } from "../../../services/stack/readiness";
import { playFault, sentMetrics, undeclared } from "../play";

const apis = loadCatalog().filter(({ stack, faults }) => !stack && "corsOpen" in faults);

test("the API of every system alerts its owner when a line of the checklist is refuted", () => {
  expect(apis.map(({ id }) => id)).toEqual([
    "greenstack/greenstack-api",
    "newsletter/newsletter-api",
    "pulsecal/pulsecal-api",
    "ragbase/ragbase-backend",
    "travel-crm/travel-crm-api",
  ]);
  for (const { id, alerts } of apis) {
    const alert = alerts.find(({ name }) => name === "ReadinessLost");
    expect(alert && printQuery(alert.when.expression)).toBe(
      `belfry_readiness_passed{system="belfry", service="readiness", of="${id}"} == 0`,
    );
    expect([alert?.severity, alert?.hold, alert?.firesUnder]).toEqual(["warning", "2m", ["corsOpen"]]);
  }
});

test.each(apis)("what the prober sees of $id's open origins is declared", (service) => {
  const emissions = playFault(service, "corsOpen");
  expect(undeclared(emissions)).toEqual([]);
  expect(sentMetrics(emissions)).toContain("belfry_readiness_passed");
});

test("of belfry's own servers its operators are told, whichever has a public address", () => {
  expect(readiness.alerts.map(({ name }) => name)).toEqual(["ServiceDown", "ReadinessLost"]);
  const [, lost] = readiness.alerts;
  expect(lost && printQuery(lost.when.expression)).toBe(
    'belfry_readiness_passed{system="belfry", service="readiness", of=~"belfry/.*"} == 0',
  );
  expect([lost?.severity, lost?.hold, lost?.firesUnder]).toEqual(["warning", "2m", ["certificateExpires"]]);
});

test("it is played as it runs: with a verdict on each of them", () => {
  const played = readiness.behaviour.background?.flatMap(({ emits }) =>
    emits({ time: new Date(0), uptimeSeconds: 0, inFlight: 0, failing: new Set(), random: () => 0 }),
  );
  const of = (played ?? []).flatMap((one) => ("labels" in one ? (one.labels.of ?? []) : []));
  expect([...new Set(of)]).toEqual([...apis.map(({ id }) => id), "belfry/grafana"]);
});

test("what is tried from outside are lines of the checklist that only a probe settles", () => {
  const probed = checklist.filter(({ judgedBy }) => judgedBy === "probed").map(({ id }) => id);
  for (const line of probedLines) expect(probed).toContain(line);
});
