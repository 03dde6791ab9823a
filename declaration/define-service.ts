import { muteWindowProblems } from "./mute-window";
import type { Problem } from "./problem";
import { DeclarationError } from "./problem";
import { budgetProblems } from "./series-budget";
import type { Service, ServiceSpec } from "./service";
import { alertsProblems } from "./validate-alerts";
import { promiseProblems } from "./validate-promises";
import { telemetryProblems } from "./validate-telemetry";
import { weeklyHoursProblems } from "./weekly-hours";

/** The system of belfry's own servers. */
export const stackSystem = "belfry";

/** The system of what a Kubernetes cluster consists of. */
export const clusterSystem = "kubernetes";

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

function hoursProblems(id: string, { owner }: ServiceSpec): readonly Problem[] {
  if (!owner.hours) return [];
  const place = `${id}, working hours of ${owner.name}`;
  const waits = owner.hours.outside.critical?.length === 0;
  const fix = "name a channel for critical, or leave it out: it goes where it always goes";
  return [
    ...weeklyHoursProblems(place, owner.hours.working),
    ...(waits ? [{ place, problem: "what is critical would wait for them", fix }] : []),
  ];
}

/** Checks a declaration and refuses what cannot work: where, what, and how to mend it. */
export function defineService(spec: ServiceSpec): Service {
  const id = `${spec.origin.system}/${spec.origin.service}`;
  const problems = [
    ...identityProblems(id, spec),
    ...telemetryProblems(id, spec),
    ...budgetProblems(id, spec),
    ...promiseProblems(id, spec),
    ...alertsProblems(id, spec),
    ...hoursProblems(id, spec),
    ...muteWindowProblems(id, spec.muted ?? [], spec.alerts),
  ];
  if (problems.length > 0) throw new DeclarationError(problems);
  return { ...spec, id, stack: [stackSystem, clusterSystem].includes(spec.origin.system) };
}

/** The name by which the collector tells who sends; undefined for a service that sends it nothing. */
function senderName({ spans, logs, delivery, origin }: Service): string | undefined {
  const way = logs?.delivery.by;
  const sends = spans !== undefined || delivery.by === "otlp" || way === "otlp" || way === "tcp";
  return sends ? (spans?.serviceName ?? origin.service) : undefined;
}

function twins(services: readonly Service[]): readonly Problem[] {
  const ids = services.map((service) => service.id);
  const problems: Problem[] = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].map((id) => ({
    place: id,
    problem: "is declared twice",
    fix: "keep one file in services/, or give the other service a name of its own",
  }));
  for (const [i, service] of services.entries()) {
    const name = senderName(service);
    const other = services.slice(0, i).find((one) => one.id !== service.id && senderName(one) === name);
    if (name === undefined || !other) continue;
    problems.push({
      place: service.id,
      problem: `sends under the name "${name}", as ${other.id} does: the collector could not tell them apart`,
      fix: "let one of them send another service.name",
    });
  }
  return problems;
}

function strangers(services: readonly Service[]): readonly Problem[] {
  const ids = services.map((service) => service.id);
  return services.flatMap((service) =>
    service.alerts.flatMap((alert) =>
      (alert.watches ?? [])
        .filter((id) => !ids.includes(id))
        .map((watched) => ({
          place: `${service.id}, alert ${alert.name}`,
          problem: `watches ${watched}, which is not declared`,
          fix: `use one of: ${ids.join(", ")}`,
        })),
    ),
  );
}

/** Checks what no service can see alone: that each is declared once, and that what alerts watch exists. */
export function checkCatalog(services: readonly Service[]): readonly Service[] {
  const problems = [...twins(services), ...strangers(services)];
  if (problems.length > 0) throw new DeclarationError(problems);
  return services;
}
