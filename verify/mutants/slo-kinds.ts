import type { Slo } from "../../declaration/slo";
import type { Kind } from "./mutant";
import { withService } from "./service-sites";

/** A kind that changes one promise, and leaves what was generated from it as it was. */
function sloKind(name: string, change: (slo: Slo) => Slo | undefined): Kind {
  return {
    name,
    area: "alerts",
    sites: (content) =>
      content.services.flatMap((service) =>
        (service.slos ?? []).flatMap((slo) => {
          const changed = change(slo);
          if (changed === undefined) return [];
          const slos = service.slos?.map((one) => (one === slo ? changed : one)) ?? [];
          return [
            { subject: `${service.id}: ${slo.name}`, break: () => withService(content, service, { slos }) },
          ];
        }),
      ),
  };
}

/** Ways to break promises. */
export const sloKinds: readonly Kind[] = [
  // A tenth less of the budget: as many tiers can alert.
  sloKind("another objective", (slo) => ({
    ...slo,
    objective: Number((1 - (1 - slo.objective) * 0.9).toPrecision(12)),
  })),
  sloKind("another latency threshold", (slo) => {
    const within = slo.total[0]?.buckets?.find((bound) => bound > (slo.within ?? Number.POSITIVE_INFINITY));
    return within === undefined ? undefined : { ...slo, within };
  }),
];
