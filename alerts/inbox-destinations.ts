import type { Addresses, Destinations } from "./destinations";

/** The loopback inbox that stands in for every receiver where nobody is to be paged. */
export interface InboxAddress {
  /** Systems that send to it; each has paths of its own, so that the inbox can tell them apart. */
  readonly systems: readonly string[];
  /** Its HTTP address, no trailing slash. */
  readonly httpUrl: string;
  /** `host:port` of its SMTP server. */
  readonly smtpAddress: string;
  /** Whether it stands in for the dead man's switch, too: it dies with the machine that it is on. @default false */
  readonly hearsHeartbeat?: boolean;
  /** Where Alertmanager finds the file of that name. */
  fileAt(name: string): string;
}

export interface InboxDestinations {
  readonly destinations: Destinations;
  /** Content of the files that the destinations name, by name. */
  readonly files: Readonly<Record<string, string>>;
}

function perSystem<D>(systems: readonly string[], make: (system: string) => D): Addresses<D> {
  return {
    default: make("other"),
    systems: Object.fromEntries(systems.map((system) => [system, make(system)])),
  };
}

/**
 * Every channel, at the inbox: `/slack/<system>`, `/webhook/<system>` and `/pagerduty/<system>` over HTTP, mail to
 * `<system>@inbox.local` over SMTP. What has no address of its own goes to the system `other`, a heartbeat to `/deadman`.
 */
export function inboxDestinations({
  systems,
  httpUrl,
  smtpAddress,
  hearsHeartbeat = false,
  fileAt,
}: InboxAddress): InboxDestinations {
  const routingKey = "pagerduty-routing-key";
  const heartbeat = "dead-mans-switch-url";
  const fileName = (channel: string, system: string) => `${channel}-${system}-url`;
  const urls = [...systems, "other"].flatMap((system) =>
    ["slack", "webhook"].map((channel) => [fileName(channel, system), `${httpUrl}/${channel}/${system}`]),
  );
  return {
    destinations: {
      slack: perSystem(systems, (system) => ({ apiUrlFile: fileAt(fileName("slack", system)) })),
      pagerduty: perSystem(systems, (system) => ({
        routingKeyFile: fileAt(routingKey),
        url: `${httpUrl}/pagerduty/${system}`,
      })),
      email: perSystem(systems, (system) => ({
        smarthost: smtpAddress,
        from: "belfry@inbox.local",
        to: [`${system}@inbox.local`],
        requireTls: false,
      })),
      webhook: perSystem(systems, (system) => ({ urlFile: fileAt(fileName("webhook", system)) })),
      ...(hearsHeartbeat ? { deadMansSwitch: { urlFile: fileAt(heartbeat) } } : {}),
    },
    files: {
      ...Object.fromEntries(urls),
      // The inbox asks for no key, but Alertmanager refuses an empty one.
      [routingKey]: "inbox",
      ...(hearsHeartbeat ? { [heartbeat]: `${httpUrl}/deadman` } : {}),
    },
  };
}
