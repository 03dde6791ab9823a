import type { Effect } from "../declaration/fault";
import type { Service } from "../declaration/service";

/** The first declared fault of a service that has such an effect: under it, panels that are else empty show data. */
export function faultThat({ faults }: Service, effect: Effect["effect"]): string | undefined {
  const found = Object.entries(faults).find(([, fault]) =>
    fault.effects.some((one) => one.effect === effect),
  );
  return found?.[0];
}
