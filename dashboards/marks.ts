import type { Service } from "../declaration/service";
import { added, resets, value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { counterOf } from "../telemetry/metrics";
import { watched } from "../telemetry/target";
import { firing } from "./state";

/** Something that happened, drawn over every graph while the query has series. */
export interface Mark {
  readonly name: string;
  readonly colour: string;
  readonly query: PromQuery;
  /** With the labels of the series as `{{label}}`. */
  readonly title: string;
  readonly text: string;
}

/** Longer than the step of the question and than four scrapes, so that nothing falls between two looks. */
const fresh = "2m";

/**
 * Instances that have begun within two minutes: one that was not there before, as a rollout brings it, or one whose
 * counters fell, as a restart in place makes them.
 */
function begun({ origin, red, delivery }: Service): PromQuery | undefined {
  if (delivery.by !== "scrape") return undefined;
  const { up } = watched(origin);
  const appeared = value(up)
    .max("instance")
    .unless(value(up, { offset: fresh }).max("instance"));
  const [first, ...others] = (red?.requests ?? []).map((counter) =>
    resets(counterOf(counter), fresh).max("instance"),
  );
  return first
    ? added(first, ...others)
        .above(0)
        .or(appeared)
    : appeared;
}

/** Alerts that fire and deploys: what explains a change in any graph. */
export function marksOf(service: Service): readonly Mark[] {
  const started = begun(service);
  const alerts: Mark = {
    name: "Firing alerts",
    colour: "red",
    query: firing(service),
    title: "{{alertname}}",
    text: "{{severity}}",
  };
  if (started === undefined) return [alerts];
  const deploys: Mark = {
    name: "Deploys and restarts",
    colour: "blue",
    query: started,
    title: `${service.origin.service} began anew`,
    text: "{{instance}}",
  };
  return [alerts, deploys];
}
