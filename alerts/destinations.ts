import type { Channel } from "../declaration/team";

export interface SlackDestination {
  /** Path of the file that holds the incoming webhook's URL. */
  readonly apiUrlFile: string;
  /** `#channel`. @default the webhook's own */
  readonly channel?: string;
}

export interface PagerdutyDestination {
  /** Path of the file that holds the Events API v2 routing key. */
  readonly routingKeyFile: string;
  /** @default PagerDuty's Events API v2 */
  readonly url?: string;
}

export interface EmailDestination {
  /** `host:port` of the server that takes the mail. */
  readonly smarthost: string;
  readonly from: string;
  readonly to: readonly [string, ...string[]];
  /** False only for a server on this machine. */
  readonly requireTls: boolean;
  /** @default no authentication */
  readonly username?: string;
  /** Path of the file that holds the password of `username`. */
  readonly passwordFile?: string;
}

export interface WebhookDestination {
  /** Path of the file that holds the URL. */
  readonly urlFile: string;
}

/** Where the messages of a channel go. */
export interface Addresses<D> {
  readonly default: D;
  /** Where a system has an address of its own, by system. */
  readonly systems?: Readonly<Record<string, D>>;
  /** Whom an escalation reaches. @default whom the alert has reached */
  readonly escalation?: D;
}

/** What an address of each channel is made of. */
export interface DestinationOf {
  readonly pagerduty: PagerdutyDestination;
  readonly slack: SlackDestination;
  readonly email: EmailDestination;
  readonly webhook: WebhookDestination;
}

export type ChannelDestinations = { readonly [C in Channel]?: Addresses<DestinationOf[C]> };

/** The channels that an environment has. Every secret is the path of a file, never its content. */
export interface Destinations extends ChannelDestinations {
  /** Outside of this machine, and alarmed when the heartbeat stops coming. @default nobody hears the heartbeat */
  readonly deadMansSwitch?: WebhookDestination;
}

/** Where a channel's messages about a system go; undefined where the environment lacks the channel. */
export function destinationOf<D>(
  addresses: Addresses<D> | undefined,
  system: string,
  purpose: "alert" | "escalation",
): D | undefined {
  const usual = addresses?.systems?.[system] ?? addresses?.default;
  return purpose === "escalation" ? (addresses?.escalation ?? usual) : usual;
}
