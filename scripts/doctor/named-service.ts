import type { Service } from "../../declaration/service";
import { discoveryLabels } from "../../platforms/kubernetes/labels";

/** The same on a pod and on a container. */
export const { system: systemLabel, service: serviceLabel } = discoveryLabels;

/** Why something that is labelled is not watched, and what to do. */
export interface Misnamed {
  readonly why: string;
  readonly fix: string;
}

/** Which service the two labels of a pod or a container name. */
export function namedBy(
  labels: Readonly<Record<string, string | undefined>>,
  services: readonly Service[],
): { readonly service: Service } | Misnamed | "nothing" | "the stack" {
  const [system, name] = [labels[systemLabel], labels[serviceLabel]];
  if (system === undefined && name === undefined) return "nothing";
  if (system === undefined || name === undefined) {
    const missing = system === undefined ? systemLabel : serviceLabel;
    return { why: `its label ${missing} is missing`, fix: `add ${missing}` };
  }
  if (system === "belfry") return "the stack";
  const service = services.find(({ id }) => id === `${system}/${name}`);
  if (service) return { service };
  const known = services.filter(({ stack }) => !stack).map(({ id }) => id);
  return {
    why: `no service ${system}/${name} is declared`,
    fix: `declare it, or use one of ${known.join(", ")}`,
  };
}
