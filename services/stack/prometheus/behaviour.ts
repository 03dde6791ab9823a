import { count, observe, set } from "../../../declaration/emission";
import { serving } from "../operations/operators";
import { m, pulsecalRules, toAlertmanager } from "./telemetry";

/** A quiet quarter of a minute. */
export const behaviour = serving(() => [
  ...["/api/v1/query", "/api/v1/query_range", "/api/v1/write", "/api/v1/otlp/v1/metrics"].flatMap((name) => [
    count(m.requests, { handler: name, code: "200" }, 10),
    observe(m.duration, { handler: name }, 0.02),
  ]),
  set(m.headSeries, {}, 12_000),
  set(m.headChunks, {}, 90_000),
  count(m.appended, { type: "float" }, 12_000),
  set(m.blocks, {}, 300 * 2 ** 20),
  set(m.wal, {}, 60 * 2 ** 20),
  set(m.targets, { scrape_job: "prometheus" }, 1),
  count(m.overSampleLimit, {}, 0),
  count(m.evaluations, pulsecalRules, 7),
  count(m.evaluationFailures, pulsecalRules, 0),
  count(m.notificationsSent, toAlertmanager, 1),
  count(m.notificationErrors, toAlertmanager, 0),
  set(m.alertmanagers, {}, 1),
  count(m.discoveryFailures, {}, 0),
  set(m.notificationQueue, toAlertmanager, 0),
  count(m.iterationsMissed, pulsecalRules, 0),
  count(m.notificationsDropped, toAlertmanager, 0),
  count(m.syncFailures, { scrape_job: "pulsecal/pulsecal-api" }, 0),
  count(m.tooOld, { type: "float" }, 0),
  set(m.reloadSuccessful, {}, 1),
  set(m.memory, {}, 200 * 2 ** 20),
]);
