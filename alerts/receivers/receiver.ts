import type { Channel } from "../../declaration/team";
import { channels } from "../../declaration/team";
import type { Integration, Receiver } from "../alertmanager-config";
import type { ChannelDestinations, DestinationOf } from "../destinations";
import { destinationOf } from "../destinations";
import type { Audience } from "./audience";
import { emailIntegration } from "./email";
import { pagerdutyIntegration } from "./pagerduty";
import { slackIntegration } from "./slack";
import { webhookIntegration } from "./webhook";

type Integrations = { readonly [C in Channel]: (to: DestinationOf[C], audience: Audience) => Integration };

const integrations: Integrations = {
  pagerduty: pagerdutyIntegration,
  slack: slackIntegration,
  email: emailIntegration,
  webhook: webhookIntegration,
};

/** The channels in the order in which receivers name them, each once. */
export function inOrder(named: readonly Channel[]): readonly Channel[] {
  return channels.filter((channel) => named.includes(channel));
}

function integration<C extends Channel>(
  channel: C,
  destinations: ChannelDestinations,
  audience: Audience,
): readonly Integration[] {
  const purpose = audience.escalation ? "escalation" : "alert";
  const to = destinationOf<DestinationOf[C]>(destinations[channel], audience.system, purpose);
  return to === undefined ? [] : [integrations[channel](to, audience)];
}

/** One receiver for all the channels of an alert, so that a message goes to all of them or is tried again. */
export function receiver(
  name: string,
  to: readonly Channel[],
  destinations: ChannelDestinations,
  audience: Audience,
): Receiver {
  const configs = inOrder(to).map((channel) => [
    `${channel}_configs`,
    integration(channel, destinations, audience),
  ]);
  return { name, ...Object.fromEntries(configs) };
}
