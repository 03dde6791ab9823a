import type { Problem } from "../declaration/problem";
import type { Service } from "../declaration/service";
import type { Channel } from "../declaration/team";
import { channelsOf, symptomsOf } from "./branches";
import type { RoutingSettings } from "./routing-settings";

function unreachable(place: string, says: string, channel: Channel, settings: RoutingSettings): Problem {
  return {
    place,
    problem: `${says} ${channel}, which has no destination in the environment "${settings.content.environment}"`,
    fix: `configure the receiver ${channel} of the environment, or name another channel`,
  };
}

function serviceProblems(service: Service, settings: RoutingSettings): readonly Problem[] {
  const exists = (channel: Channel): boolean => settings.destinations[channel] !== undefined;
  const problems: Problem[] = [];
  for (const alert of symptomsOf(service)) {
    const place = `${service.id}, alert ${alert.name}`;
    const to = channelsOf(service, alert);
    if (to.length === 0) {
      const fix = `name a channel in its \`to\`, or in the ${alert.severity} channels of team ${service.owner.name}`;
      problems.push({ place, problem: "reaches nobody: it has no channel", fix });
    }
    for (const channel of to.filter((one) => !exists(one))) {
      problems.push(unreachable(place, "goes to", channel, settings));
    }
    const outside = alert.to ? [] : (service.owner.hours?.outside[alert.severity] ?? []);
    for (const channel of outside.filter((one) => !exists(one) && !to.includes(one))) {
      problems.push(unreachable(place, "outside of working hours goes to", channel, settings));
    }
    const { channel } = service.owner.escalation;
    if (alert.severity === "critical" && !exists(channel)) {
      problems.push(unreachable(place, "escalates to", channel, settings));
    }
  }
  return problems;
}

/** Alerts that would reach nobody, or not all whom they name. */
export function destinationProblems(
  services: readonly Service[],
  settings: RoutingSettings,
): readonly Problem[] {
  return services.flatMap((service) => serviceProblems(service, settings));
}
