import type { Team } from "../declaration/team";
import type { Duration } from "../telemetry/units";
import type { Receiver, Route } from "./alertmanager-config";
import { is } from "./alertmanager-config";
import type { Branch } from "./branches";
import { branchMatchers } from "./branches";
import { receiver } from "./receivers/receiver";
import type { RoutingSettings } from "./routing-settings";

/** As long as Alertmanager remembers what it has sent (`--data.retention`, 120h): an alert escalates once. */
const once: Duration = "5d";

/** Does anything of the branch escalate? Only what is critical does. */
export function escalates({ deliveries }: Branch): boolean {
  return deliveries.some(({ severity }) => severity === "critical");
}

function escalationName({ system, team }: Branch): string {
  const whose = team.name === system ? system : `${system}/${team.name}`;
  return `${whose}/escalation:${team.escalation.channel}`;
}

/** The team's escalation, after the time that is configured. */
function escalationOf({ team }: Branch, { times }: RoutingSettings): Team["escalation"] {
  return times?.escalation ? { ...team.escalation, after: times.escalation } : team.escalation;
}

/**
 * Stands before the usual routes and lets alerts go on to them. Each alert is a group of its own, which waits as long
 * as the team has to react; what is over, silenced or inhibited by then is never sent.
 */
export function escalationRoute(branch: Branch, settings: RoutingSettings): Route {
  const { maintenance } = branch;
  return {
    matchers: [...branchMatchers(branch), is("severity", "critical")],
    receiver: escalationName(branch),
    continue: true,
    group_by: ["..."],
    group_wait: escalationOf(branch, settings).after,
    repeat_interval: once,
    ...(maintenance.length > 0 ? { mute_time_intervals: maintenance } : {}),
  };
}

export function escalationReceiver(branch: Branch, settings: RoutingSettings): Receiver {
  const { content, destinations } = settings;
  const { system, team } = branch;
  return receiver(escalationName(branch), [team.escalation.channel], destinations, {
    system,
    settings: content,
    ...(team.presentation ? { presentation: team.presentation } : {}),
    escalation: escalationOf(branch, settings),
  });
}
