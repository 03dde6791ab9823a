import { mean, quantile } from "../../queries/histogram";
import { countOver, sumOver } from "../../queries/logql";
import { increaseFromBirth, rate, renamed, total, value } from "../../queries/promql";
import { logs, metrics as m, spans } from "../queries/shop";

const requests = rate(m.requests, "5m");
const depth = value(m.depth);
const limit = value(m.limit);
const lines = countOver(logs, "5m").sum();

// @ts-expect-error a label that is not declared
m.requests.where({ route: "/a" });
m.requests.where({ path: "/a" });

// @ts-expect-error a value that the label does not have
m.requests.where({ status: "501" });
m.requests.where({ status: "500" });

// @ts-expect-error one of several values that the label does not have
m.requests.where({ status: ["500", "503"] });
m.requests.where({ status: ["500", "502"] });

// @ts-expect-error a value that could never be excluded
m.requests.where({ status: { not: "501" } });
m.requests.where({ status: { not: "500" } });

// @ts-expect-error a label of another metric, after narrowing
m.requests.where({ path: "/a" }).where({ queue: "500" });
m.requests.where({ path: "/a" }).where({ status: "500" });

// @ts-expect-error a label of a metric that has none
m.started.where({ queue: "mail" });
m.depth.where({ queue: "mail" });

// @ts-expect-error grouped by a label of a metric that has none
value(m.started).sum("queue");
value(m.depth).sum("queue");

// @ts-expect-error grouped by a label that is not declared
requests.sum("queue");
requests.sum("path");

// @ts-expect-error grouped by a label that an aggregation has dropped
requests.sum("path").max("status");
requests.sum("path").max("path");

// @ts-expect-error left out a label that is not there
requests.sumWithout("queue");
requests.sumWithout("path");

// @ts-expect-error grouped by a label that was left out before
requests.sumWithout("path").sum("path");
requests.sumWithout("path").sum("status");

// @ts-expect-error no bucket boundary
m.duration.upTo(0.6);
m.duration.upTo(0.5);

// @ts-expect-error the rate of a gauge
rate(m.depth, "5m");
rate(m.requests, "5m");

// @ts-expect-error the value of a counter
value(m.requests);
value(m.depth);

// @ts-expect-error the total of a gauge
total(m.depth);
total(m.requests);

// @ts-expect-error the quantile of a counter
quantile(0.95, m.requests, "5m");
quantile(0.95, m.duration, "5m");

// @ts-expect-error a quantile by a label that is not declared
quantile(0.95, m.duration, "5m", "status");
quantile(0.95, m.duration, "5m", "path");

// @ts-expect-error the mean of a gauge
mean(m.depth, "5m");
mean(m.duration, "5m");

// @ts-expect-error no duration
rate(m.requests, "5w");
rate(m.requests, "5m");

// @ts-expect-error a range that only Grafana knows, where two queries must agree on it
increaseFromBirth(m.requests, "$__range");
increaseFromBirth(m.requests, "1h");

// @ts-expect-error a threshold that is no number
depth.above("2");
depth.above(2);

// @ts-expect-error metrics and log lines in one query
depth.plus(lines);
depth.plus(limit);

// @ts-expect-error metrics and log lines in one condition
depth.above(1).and(lines);
depth.above(1).and(limit);

// @ts-expect-error matched on a label that only one side has
depth.and(requests, { on: ["queue"] });
depth.and(requests, { on: ["instance"] });

// @ts-expect-error renamed a label that is not there
renamed(depth, "path", "waits_in");
renamed(depth, "queue", "waits_in");

// @ts-expect-error grouped by the name that a label no longer has
renamed(depth, "queue", "waits_in").sum("queue");
renamed(depth, "queue", "waits_in").sum("waits_in");

// @ts-expect-error a field that is not declared
logs.where({ kind: "timeout" });
logs.where({ type: "timeout" });

// @ts-expect-error a level that lines do not end up with
logs.where({ level: "ERROR" });
logs.where({ level: "error" });

// @ts-expect-error lines grouped by a field that is not declared
countOver(logs, "1h").sum("kind");
countOver(logs, "1h").sum("type");

// @ts-expect-error lines grouped by a label that only scraped series have
countOver(logs, "1h").sum("instance");
countOver(logs, "1h").sum("service");

// @ts-expect-error the sum of a text
sumOver(logs, "reqId", "1h");
sumOver(logs, "duration", "1h");

// @ts-expect-error an attribute that is not declared
spans.where({ "http.path": "/a" });
spans.where({ "http.route": "/a" });

// @ts-expect-error a name that no span has
spans.where({ name: "GET /card" });
spans.where({ name: "GET /cart" });

// @ts-expect-error a duration without a unit
spans.slowerThan("2");
spans.slowerThan("2s");
