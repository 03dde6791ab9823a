import type { Area, Check } from "../check";
import { areas } from "../check";

/** How many claims of one service and area hold. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function count(checks: readonly Check[]): Count {
  const having = (outcome: Check["outcome"]) => checks.filter((one) => one.outcome === outcome).length;
  return { passed: having("passed"), failed: having("failed"), skipped: having("skipped") };
}

/** Does all hold that could be judged? Nothing proven is nothing to be glad of. */
export function holds(checks: readonly Check[]): boolean {
  const { passed, failed } = count(checks);
  return failed === 0 && passed > 0;
}

/** `system/service` of a subject. */
function serviceOf({ subject }: Check): string {
  return subject.split("/").slice(0, 2).join("/");
}

/** A row for each service: in each area how many of its subjects hold in full. */
export function summary(checks: readonly Check[]): readonly (readonly string[])[] {
  const byService = new Map<string, Check[]>();
  for (const one of checks) {
    const service = serviceOf(one);
    const own = byService.get(service) ?? [];
    own.push(one);
    byService.set(service, own);
  }
  return [...byService]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([service, own]) => [service, ...areas.map((area) => cell(own, area))]);
}

function cell(ofService: readonly Check[], area: Area): string {
  const { passed, failed, skipped } = count(ofService.filter((one) => one.area === area));
  const parts = [
    ...(passed > 0 ? [`${passed} hold`] : []),
    ...(failed > 0 ? [`${failed} FAIL`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return parts.join(", ") || "–";
}

/** Subjects of an area, and those of which every claim holds. */
export function subjects(
  checks: readonly Check[],
  area: Area,
): { readonly all: number; readonly proven: number } {
  const own = checks.filter((one) => one.area === area);
  const all = new Set(own.map(({ subject }) => subject));
  const doubtful = new Set(own.filter(({ outcome }) => outcome !== "passed").map(({ subject }) => subject));
  return { all: all.size, proven: all.size - doubtful.size };
}
