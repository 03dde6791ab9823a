import type { Call } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import { areas } from "../../verify/check";
import { prove } from "../../verify/proof";
import { count } from "../../verify/report/summary";
import { contentToProve } from "../verify/content";
import { syntheticService } from "./synthetic-service";

const latency = { p50: 0.05, p95: 0.2 };

function everyCall({ metrics }: Service) {
  return ({ method, route, status, seconds }: Call): readonly Emission[] => {
    const labels = { method, route, status };
    const { requests, duration } = metrics;
    return [
      ...(requests ? [{ kind: "count", metric: requests, labels, by: 1 } as const] : []),
      ...(duration ? [{ kind: "observe", metric: duration, labels, value: seconds } as const] : []),
    ];
  };
}

/** The synthetic service with two requests a second: what nobody calls cannot be proven. */
function called(service: Service): Service {
  const operations = (["GET", "POST"] as const).map((method) => ({
    name: `${method} /items`,
    ...{ method, route: "/items", perSecond: 1, latency },
  }));
  return { ...service, behaviour: { operations, onCall: everyCall(service) } };
}

export interface ProofRow {
  readonly services: number;
  readonly seconds: number;
  readonly secondsPerService: number;
  readonly claims: number;
  readonly failed: number;
}

/** How long `npm run verify` takes for so many services of the usual size. */
export async function measureProof(services: number): Promise<ProofRow> {
  const all = Array.from({ length: services }, (_, n) => called(syntheticService(n)));
  const { checks, seconds } = await prove(contentToProve(all, []), { areas });
  const { failed } = count(checks);
  return { services, seconds, secondsPerService: seconds / services, claims: checks.length, failed };
}
