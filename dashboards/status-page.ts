import type { Service } from "../declaration/service";
import type { Severity } from "../declaration/team";
import { printQuery } from "../queries/print";
import { value } from "../queries/promql";
import { watched } from "../telemetry/target";
import { sloQueries } from "./slo-queries";
import { raised, upOrNot } from "./state";
import { uptime } from "./status";

/** What the status page asks Prometheus of a service. */
export interface StatusQuestions {
  readonly service: Service;
  /** 1 while it is there, 0 while it is not; over time, too. Undefined where nothing tells. */
  readonly up: string | undefined;
  /** Share of the last day in which it was there. */
  readonly there: string | undefined;
  /** By promise: the share that was kept in its window. */
  readonly kept: readonly { readonly name: string; readonly objective: number; readonly query: string }[];
  /** Since when which alerts fire: series with `alertname` and `severity`, in Unix time. */
  readonly firing: string;
}

/** A promise, and how it was kept; undefined where Prometheus does not know (no traffic yet). */
export interface KeptPromise {
  readonly name: string;
  readonly objective: number;
  readonly kept: number | undefined;
}

/** A service as it is and was. */
export interface ServiceStatus {
  readonly service: Service;
  readonly up: boolean | undefined;
  /** Share of the last day, 0 to 1. */
  readonly there: number | undefined;
  /** The last day in equal parts, the oldest first: was it there throughout? */
  readonly history: readonly (boolean | undefined)[];
  readonly promises: readonly KeptPromise[];
  readonly firing: readonly { readonly name: string; readonly severity: Severity; readonly since: Date }[];
}

/** What a service is said to be, in the order of how bad it is. */
export const verdicts = ["down", "impaired", "unknown", "well"] as const;
export type Verdict = (typeof verdicts)[number];

/** Down: it is not there. Impaired: something critical fires. All else that fires is its team's affair. */
export function verdictOf({ up, firing }: Pick<ServiceStatus, "up" | "firing">): Verdict {
  if (up === false) return "down";
  if (firing.some(({ severity }) => severity === "critical")) return "impaired";
  return up === undefined ? "unknown" : "well";
}

function firingSince(service: Service): string {
  const { alertsBegan } = watched(service.origin);
  const firing = value(raised(service)).max("alertname", "severity");
  return printQuery(value(alertsBegan).min("alertname", "severity").and(firing).expression);
}

/** The questions of the page, for the services that people use; belfry's own servers are not among them. */
export function statusQuestions(services: readonly Service[]): readonly StatusQuestions[] {
  return services
    .filter(({ stack }) => !stack)
    .map((service) => {
      const up = upOrNot(service);
      const there = uptime(service, "1d");
      return {
        service,
        up: up && printQuery(up.expression),
        there: there && printQuery(there.expression),
        kept: (service.slos ?? []).map((slo) => ({
          name: slo.name,
          objective: slo.objective,
          query: printQuery(sloQueries(service, slo).kept.expression),
        })),
        firing: firingSince(service),
      };
    });
}
