import { loadCatalog } from "../../catalog";
import type { Service } from "../../declaration/service";
import type { Scenario } from "../../verify/series/scenario";
import { stepSeconds } from "../../verify/series/scenario";
import type { Sample, Series } from "../../verify/series/series";
import { synthesise } from "../../verify/series/synthesis";

// Series are physical: what a scrape finds follows from what has happened, not from what an alert asks.

const services = new Map(loadCatalog().map((service) => [service.id, service]));
const place = { environment: "test", cluster: "test" };

function service(id: string): Service {
  const found = services.get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const pulsecal = service("pulsecal/pulsecal-api");
const newsletter = service("newsletter/newsletter-api");

function played(
  scenario: Partial<Scenario> & Pick<Scenario, "service">,
  ...names: string[]
): readonly Series[] {
  const whole: Scenario = { name: "test", beside: [], begin: 0, seconds: 600, load: 1, ...scenario };
  return synthesise(whole, { series: new Set(names), place }).series;
}

function samples(series: readonly Series[], labels: Readonly<Record<string, string>>): readonly Sample[] {
  const found = series.find((one) =>
    Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  if (!found) throw new Error(`no series with ${JSON.stringify(labels)}`);
  return found.samples;
}

/** Samples of the service's own `up`. */
function upOf(series: readonly Series[]): readonly Sample[] {
  return samples(
    series.filter(({ name }) => name === "up"),
    { job: "pulsecal-api" },
  );
}

function at(seconds: number): number {
  return seconds / stepSeconds;
}

/** A counter's total over all its series. */
function total(series: readonly Series[], seconds: number): number {
  return series.reduce((sum, one) => {
    const sample = one.samples[at(seconds)];
    return sum + (typeof sample === "number" ? sample : 0);
  }, 0);
}

test("a service at normal load serves as many requests as it declares", () => {
  const requests = total(played({ service: pulsecal }, "http_requests_total"), 600);
  // 5 a second for ten minutes, as chance has it.
  expect(requests).toBeGreaterThan(2700);
  expect(requests).toBeLessThan(3300);
});

test("a service has the same day whatever it is called, and another one at another load", () => {
  const once = played({ service: pulsecal }, "http_requests_total");
  expect(played({ service: pulsecal, name: "another" }, "http_requests_total")).toEqual(once);
  expect(played({ service: pulsecal, load: 0.5 }, "http_requests_total")).not.toEqual(once);
});

test("a fault changes what it touches, from its begin on, and nothing else", () => {
  const effects = [{ effect: "fail", status: "500", share: 0.5 }] as const;
  const failing = { service: pulsecal, fault: { effects, from: 300, to: 601 } };
  const names = ["http_requests_total", "queue_depth"] as const;
  for (const name of names)
    expect(total(played(failing, name), 300)).toBe(total(played({ service: pulsecal }, name), 300));
  const depth = names[1];
  expect(played(failing, depth)).toEqual(played({ service: pulsecal }, depth));
  expect(played(failing, depth).length).toBeGreaterThan(0);
  expect(played(failing, names[0])).not.toEqual(played({ service: pulsecal }, names[0]));
});

test("nobody calls an idle service, and its labelled counters are not born", () => {
  expect(played({ service: pulsecal, load: 0 }, "http_requests_total")).toEqual([]);
});

test("a series is born with its first event", () => {
  const fault = { effects: [{ effect: "fail", share: 1, status: "503" }], from: 300, to: 600 } as const;
  const unavailable = samples(played({ service: pulsecal, fault }, "http_requests_total"), { status: "503" });
  expect(unavailable.slice(0, at(300))).toEqual(new Array(at(300)).fill(undefined));
  expect(Number(unavailable[at(585)])).toBeGreaterThan(100);
});

test("a process that is gone answers no scrape, its series end, and its next life counts from zero", () => {
  const fault = { effects: [{ effect: "down" }], from: 120, to: 300 } as const;
  const series = played({ service: pulsecal, fault }, "up", "websocket_messages_total");
  const up = upOf(series);
  expect([up[at(105)], up[at(120)], up[at(285)], up[at(300)]]).toEqual([1, 0, 0, 1]);
  const messages = series.find(({ name }) => name === "websocket_messages_total")?.samples ?? [];
  expect(messages[at(120)]).toBe("stale");
  expect(messages.slice(at(135), at(300))).toEqual(new Array(at(300) - at(135)).fill(undefined));
  expect(Number(messages[at(300)])).toBeLessThan(Number(messages[at(105)]));
});

test("one missed scrape leaves one gap and resets nothing", () => {
  const series = played({ service: pulsecal, missedAt: 150 }, "up", "websocket_messages_total");
  const up = upOf(series);
  expect(up.filter((sample) => sample === 0)).toHaveLength(1);
  const messages = series.find(({ name }) => name === "websocket_messages_total")?.samples ?? [];
  expect(messages[at(150)]).toBe("stale");
  expect(Number(messages[at(165)])).toBeGreaterThan(Number(messages[at(135)]));
});

test("a target that discovery has lost has no up at all", () => {
  const absent = { from: 150, to: 300 };
  const up = upOf(played({ service: pulsecal, absent }, "up"));
  expect([up[at(135)], up[at(150)], up[at(165)], up[at(300)]]).toEqual([1, "stale", undefined, 1]);
});

test("a restart between two scrapes is a counter reset, and no scrape fails", () => {
  const series = played({ service: pulsecal, restartAt: 300 }, "up", "websocket_messages_total");
  expect(new Set(upOf(series))).toEqual(new Set([1]));
  const messages = series.find(({ name }) => name === "websocket_messages_total")?.samples ?? [];
  expect(Number(messages[at(300)])).toBeLessThan(Number(messages[at(285)]));
});

test("a broken check fails its own probe and the whole, by the body's own words", () => {
  const fault = { effects: [{ effect: "broken", check: "database" }], from: 0, to: 600 } as const;
  const series = played({ service: pulsecal, fault }, "probe_success");
  const last = (probe: string, check: string) => samples(series, { probe, check })[at(585)];
  expect([last("readiness", "database"), last("readiness", "all"), last("readiness", "redis")]).toEqual([
    0, 0, 1,
  ]);
  expect(last("liveness", "all")).toBe(1);
});

test("what is pushed as deltas has a sample only when something came, and survives the end of its process", () => {
  const names = ["user_registration", "email_sent"] as const;
  const series = played({ service: newsletter, load: 0.02, seconds: 1200 }, ...names);
  const registrations = samples(
    series.filter(({ name }) => name === "user_registration"),
    {},
  );
  expect(registrations).toContain(undefined);
  expect(registrations).not.toContain("stale");
  expect(
    samples(
      series.filter(({ name }) => name === "email_sent"),
      {},
    ),
  ).not.toContain(undefined);
});

test("whole bucket bounds of a scrape end in .0, those of a push do not", () => {
  const scraped = played({ service: pulsecal }, "http_request_duration_seconds_bucket");
  expect(new Set(scraped.map(({ labels }) => labels.le))).toContain("1.0");
  const pushed = played({ service: newsletter }, "http_server_request_duration_bucket");
  expect(new Set(pushed.map(({ labels }) => labels.le))).toContain("1");
});

test("a gauge that a fault holds stands still, and moves again afterwards", () => {
  const { queueGrowing } = pulsecal.faults;
  const fault = { effects: queueGrowing?.effects ?? [], from: 150, to: 300 };
  const [depth] = played({ service: pulsecal, fault }, "queue_depth");
  expect(depth?.samples.slice(at(150), at(300))).toEqual(new Array(at(150)).fill(5000));
  expect(Number(depth?.samples[at(315)])).toBeLessThan(10);
});

test("what is lost arrives nowhere while it is lost, and the metrics do not notice", () => {
  const lost = (signal: "logs" | "traces") =>
    synthesise(
      {
        ...{ name: "test", service: pulsecal, beside: [], begin: 0, seconds: 600, load: 1 },
        fault: { effects: [{ effect: "loses", signal }], from: 300, to: 601 },
      },
      { series: new Set(["http_requests_total"]), logs: true, traces: true, place },
    );
  const late = (events: readonly { readonly time: Date }[]) =>
    events.filter(({ time }) => time.getTime() > 315_000).length;
  const [withoutLogs, withoutTraces] = [lost("logs"), lost("traces")];
  expect([late(withoutLogs.logs), late(withoutTraces.traces.map(({ call }) => call))]).toEqual([0, 0]);
  expect(late(withoutTraces.logs)).toBeGreaterThan(100);
  expect(late(withoutLogs.traces.map(({ call }) => call))).toBeGreaterThan(100);
  expect(total(withoutLogs.series, 600)).toBeGreaterThan(2700);
});

test("a clock that is ahead puts its time on lines, and not on what is scraped", () => {
  const { logs, series } = synthesise(
    {
      ...{ name: "test", service: pulsecal, beside: [], begin: 0, seconds: 600, load: 1 },
      fault: { effects: [{ effect: "skew", seconds: 7200 }], from: 300, to: 601 },
    },
    { series: new Set(["http_requests_total"]), logs: true, place },
  );
  const ahead = logs.filter(({ time }) => time.getTime() > 7_400_000);
  expect(ahead.length).toBeGreaterThan(100);
  expect(logs.filter(({ time }) => time.getTime() > 600_000 && time.getTime() < 7_400_000)).toEqual([]);
  expect(total(series, 600)).toBeGreaterThan(2700);
});

test("headers that an endpoint promises are judged by a probe of their own", () => {
  const ragbase = service("ragbase/ragbase-backend");
  const fault = { effects: [{ effect: "down" }], from: 300, to: 601 } as const;
  const success = samples(played({ service: ragbase, fault }, "probe_success"), { check: "headers" });
  expect([success[at(285)], success[at(585)]]).toEqual([1, 0]);
});
