import type { Problem } from "./problem";
import { DeclarationError } from "./problem";
import type { Service, ServiceSpec } from "./service";
import { alertsProblems } from "./validate-alerts";
import { promiseProblems } from "./validate-promises";
import { telemetryProblems } from "./validate-telemetry";

/** The system of belfry's own servers. */
export const stackSystem = "belfry";

const dnsLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

function identityProblems(place: string, spec: ServiceSpec): readonly Problem[] {
  const { system, service } = spec.origin;
  return Object.entries({ system, service, team: spec.owner.name })
    .filter(([, name]) => !dnsLabel.test(name))
    .map(([what, name]) => ({
      place,
      problem: `its ${what} is "${name}"`,
      fix: "use lower-case letters, digits and dashes, at most 63, starting with a letter",
    }));
}

/** Checks a declaration and refuses what cannot work: where, what, and how to mend it. */
export function defineService(spec: ServiceSpec): Service {
  const id = `${spec.origin.system}/${spec.origin.service}`;
  const problems = [
    ...identityProblems(id, spec),
    ...telemetryProblems(id, spec),
    ...promiseProblems(id, spec),
    ...alertsProblems(id, spec),
  ];
  if (problems.length > 0) throw new DeclarationError(problems);
  return { ...spec, id, stack: spec.origin.system === stackSystem };
}

/** Checks what no service can see alone: that every service is declared once, and that what alerts watch exists. */
export function checkCatalog(services: readonly Service[]): readonly Service[] {
  const ids = services.map((service) => service.id);
  const twice = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
  const problems: Problem[] = twice.map((id) => ({
    place: id,
    problem: "is declared twice",
    fix: "keep one file in services/, or give the other service a name of its own",
  }));
  for (const service of services) {
    for (const alert of service.alerts) {
      for (const watched of (alert.watches ?? []).filter((id) => !ids.includes(id))) {
        problems.push({
          place: `${service.id}, alert ${alert.name}`,
          problem: `watches ${watched}, which is not declared`,
          fix: `use one of: ${ids.join(", ")}`,
        });
      }
    }
  }
  if (problems.length > 0) throw new DeclarationError(problems);
  return services;
}
