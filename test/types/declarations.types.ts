import type { AlertSpec } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { count, logLine, observe, set, span } from "../../declaration/emission";
import { failing, slow, stuck } from "../../declaration/fault";
import { latency, uptime } from "../../declaration/slo";
import type { Team } from "../../declaration/team";
import { value } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import { logs, metrics as m, spans } from "../queries/shop";

const path = { path: "/a" } as const;
const both = { path: "/a", status: "200" } as const;

// @ts-expect-error a label is missing
count(m.requests, path);
count(m.requests, both);

// @ts-expect-error a label too many
count(m.visits, { path: "/a", status: "200" });
count(m.requests, { path: "/a", status: "200" });

// @ts-expect-error a label of a metric that has none
set(m.started, { queue: "mail" }, 3);
set(m.depth, { queue: "mail" }, 3);

// @ts-expect-error a value that the label does not have
count(m.requests, { path: "/a", status: "201" });
count(m.requests, { path: "/a", status: "200" });

// @ts-expect-error a gauge does not count
count(m.depth, { queue: "mail" }, 3);
set(m.depth, { queue: "mail" }, 3);

// @ts-expect-error a counter observes nothing
observe(m.visits, { path: "/a" }, 0.2);
observe(m.duration, { path: "/a" }, 0.2);

// @ts-expect-error a field that is not declared
logLine(logs, { level: "error", message: "died", fields: { kind: "timeout" } });
logLine(logs, { level: "error", message: "died", fields: { type: "timeout" } });

// @ts-expect-error a number field that holds a text
logLine(logs, { level: "info", message: "done", fields: { duration: "12" } });
logLine(logs, { level: "info", message: "done", fields: { duration: 12 } });

// @ts-expect-error a level of the sender's, not ours
logLine(logs, { level: "warning", message: "slow" });
logLine(logs, { level: "warn", message: "slow" });

// @ts-expect-error a name that no span has
span(spans, "DELETE", 0.5);
span(spans, "SELECT", 0.5);

// @ts-expect-error an attribute that is not declared
span(spans, "SELECT", 0.5, { "http.path": "/a" });
span(spans, "SELECT", 0.5, { "http.route": "/a" });

// @ts-expect-error a status that no request ends with
failing(0.2, "599");
failing(0.2, "500");

// @ts-expect-error a factor that is no number
slow("60");
slow(60);

// @ts-expect-error a counter cannot stand still at a value
stuck(m.requests, 0);
stuck(m.depth, 0);

// @ts-expect-error a gauge is stuck where it has no such label
stuck(m.depth, 0, { path: "mail" });
stuck(m.depth, 0, { queue: "mail" });

const promise = { objective: 0.99, description: "Kept.", spentUnder: { fast: ["down"] } } as const;

// @ts-expect-error a latency that is no bucket boundary
latency({ of: m.duration, within: 0.6, ...promise });
latency({ of: m.duration, within: 0.5, ...promise });

// @ts-expect-error a pace at which no budget burns
latency({ of: m.duration, within: 0.5, ...promise, spentUnder: { quick: ["down"] } });
latency({ of: m.duration, within: 0.5, ...promise, spentUnder: { fast: ["down"] } });

// @ts-expect-error the uptime of a counter
uptime({ of: m.visits, ...promise });
uptime({ of: m.depth, ...promise });

// @ts-expect-error a unit that nobody can format
metricsOf(m.depth.origin, ({ gauge }) => ({ a: gauge("a", { help: "A.", unit: "parsec" }) }));
metricsOf(m.depth.origin, ({ gauge }) => ({ a: gauge("a", { help: "A.", unit: "bytes" }) }));

const unit = "count";

// @ts-expect-error a metric without help
metricsOf(m.depth.origin, ({ gauge }) => ({ a: gauge("a", { unit: unit }) }));
metricsOf(m.depth.origin, ({ gauge }) => ({ a: gauge("a", { help: unit }) }));

declare const complete: Required<AlertSpec>;
const { severity, ...noSeverity } = complete;
const { runbook, ...noRunbook } = complete;
const { firesUnder, ...noFaults } = complete;
const { when, ...noCondition } = complete;
const { mitigation, ...noMitigation } = runbook;

// @ts-expect-error an alert without a severity
alert("TooDeep", { ...noSeverity, runbook });
alert("TooDeep", { ...noSeverity, severity });

// @ts-expect-error an alert without a runbook
alert("TooDeep", { ...noRunbook, severity });
alert("TooDeep", { ...noRunbook, runbook });

// @ts-expect-error an alert that does not say when it fires
alert("TooDeep", { ...noFaults, severity });
alert("TooDeep", { ...noFaults, firesUnder });

// @ts-expect-error an alert without a condition
alert("TooDeep", { ...noCondition, severity });
alert("TooDeep", { ...noCondition, when });

// @ts-expect-error a query that is no condition
alert("TooDeep", { ...complete, when: value(m.depth).plus(5) });
alert("TooDeep", { ...complete, when: value(m.depth).above(5) });

// @ts-expect-error a severity that routes nowhere
alert("TooDeep", { ...complete, severity: "page" });
alert("TooDeep", { ...complete, severity: "critical" });

// @ts-expect-error a channel that no message takes
alert("TooDeep", { ...complete, to: ["sms"] });
alert("TooDeep", { ...complete, to: ["slack"] });

// @ts-expect-error no duration
alert("TooDeep", { ...complete, hold: "5min" });
alert("TooDeep", { ...complete, hold: "5m" });

// @ts-expect-error a text that says what no rule knows
alert("TooDeep", { ...complete, summary: (f) => f.limit });
alert("TooDeep", { ...complete, summary: (f) => f.threshold });

// @ts-expect-error a runbook that does not say what to do
alert("TooDeep", { ...complete, runbook: { ...noMitigation, diagnosis: ["Look."] } });
alert("TooDeep", { ...complete, runbook: { ...noMitigation, mitigation: ["Look."] } });

declare const team: Team;
declare const own: (owner: Team) => void;
const { escalation, ...noEscalation } = team;
const { name } = team;

// @ts-expect-error a team that nobody is called for
own({ ...noEscalation, name });
own({ ...noEscalation, escalation });
