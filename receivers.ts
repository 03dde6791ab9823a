import { type Output, secret } from "@pulumi/pulumi";
import type { Addresses, Destinations, EmailDestination } from "./alerts/destinations";
import { inboxDestinations } from "./alerts/inbox-destinations";
import type { Config } from "./config";
import { configuredSecret } from "./configured-secret";
import type { Place } from "./platforms/platform";
import type { Connection, SecretReference } from "./platforms/workload";

/** Where messages go, what Alertmanager needs for it, and whom it must reach. */
export interface Receivers {
  readonly destinations: Destinations;
  /** Secret files by container path. */
  readonly secrets: Readonly<Record<string, Output<string>>>;
  /** Secret files whose content the cluster keeps, by container path. */
  readonly keptSecrets: Readonly<Record<string, SecretReference>>;
  readonly delivers: readonly Connection[];
}

interface ReceiversArgs {
  readonly systems: readonly string[];
  readonly alertmanager: Place;
  /** Stands in for every channel that is not configured. */
  readonly inbox: Place;
}

const folder = "/run/secrets/alertmanager";

/** The configured receivers, and the inbox for every channel that has none. */
export function receiversOf(
  { receivers, platform }: Pick<Config, "receivers" | "platform">,
  { systems, alertmanager, inbox }: ReceiversArgs,
): Receivers {
  const path = (name: string) => `${folder}/${name}`;
  const fileAt = (name: string) => alertmanager.path(path(name));
  const fallback = inboxDestinations({
    systems,
    httpUrl: inbox.url("http"),
    smtpAddress: inbox.address("smtp"),
    // On one machine there is no outside; elsewhere an inbox within would only hide that nobody hears it.
    hearsHeartbeat: platform === "local",
    fileAt,
  });
  const files: Record<string, string> = { ...fallback.files };
  const kept: Record<string, SecretReference> = {};
  const keep = (name: string, key: string, source: string | SecretReference): string => {
    const withoutIt = `receivers.${key.split(".")[0]}`;
    const found = configuredSecret(`receivers.${key}`, source, platform, withoutIt);
    if ("text" in found) files[name] = found.text;
    else kept[path(name)] = found.kept;
    return fileAt(name);
  };
  const { pagerduty, slack, email, webhook, deadMansSwitch } = receivers;
  for (const [channel, named] of Object.entries({ pagerduty, slack, email, webhook })) {
    for (const system of Object.keys(named?.systems ?? {}).filter((one) => !systems.includes(one))) {
      const fix = `Fix: use one of ${systems.join(", ")}, or remove it.`;
      throw new Error(`belfry:receivers.${channel}.systems.${system} names no system. ${fix}`);
    }
  }
  const configured: Destinations = {
    ...(pagerduty && {
      pagerduty: addresses("pagerduty", pagerduty, ({ routingKeyFile }, { name, key }) => ({
        routingKeyFile: keep(`${name}-key`, `${key}.routingKeyFile`, routingKeyFile),
      })),
    }),
    ...(slack && {
      slack: addresses("slack", slack, ({ urlFile, channel }, { name, key }) => ({
        apiUrlFile: keep(`${name}-url`, `${key}.urlFile`, urlFile),
        channel,
      })),
    }),
    ...(email && {
      email: addresses("email", email, (address, { name, key }) =>
        emailDestination(address, (source) => keep(`${name}-password`, `${key}.passwordFile`, source)),
      ),
    }),
    ...(webhook && {
      webhook: addresses("webhook", webhook, ({ urlFile }, { name, key }) => ({
        urlFile: keep(`${name}-url`, `${key}.urlFile`, urlFile),
      })),
    }),
    ...(deadMansSwitch && {
      deadMansSwitch: {
        urlFile: keep("dead-mans-switch-url", "deadMansSwitch.urlFile", deadMansSwitch.urlFile),
      },
    }),
  };
  return {
    destinations: { ...fallback.destinations, ...configured },
    secrets: Object.fromEntries(Object.entries(files).map(([name, text]) => [path(name), secret(text)])),
    keptSecrets: kept,
    delivers: deliveries(receivers, inbox),
  };
}

/** Where an address stands in the configuration, and what its files are called. */
interface Named {
  readonly key: string;
  readonly name: string;
}

/** The address of a channel, those of systems that have their own, and that of its escalations. */
function addresses<C, D>(
  channel: string,
  given: C & { readonly systems?: Readonly<Record<string, C>>; readonly escalation?: C },
  make: (one: C, named: Named) => D,
): Addresses<D> {
  const { systems = {}, escalation } = given;
  const own = Object.entries(systems).map(([system, one]) => {
    const named = { key: `${channel}.systems.${system}`, name: `${channel}-${system}` };
    return [system, make(one, named)] as const;
  });
  const named = { key: `${channel}.escalation`, name: `${channel}-escalation` };
  return {
    default: make(given, { key: channel, name: channel }),
    ...(own.length > 0 ? { systems: Object.fromEntries(own) } : {}),
    ...(escalation === undefined ? {} : { escalation: make(escalation, named) }),
  };
}

type Email = NonNullable<NonNullable<Config["receivers"]["email"]>["escalation"]>;

function emailDestination(
  { smarthost, from, to, username, passwordFile }: Email,
  keep: (source: string | SecretReference) => string,
): EmailDestination {
  const [first, ...others] = to;
  if (first === undefined) throw new Error("belfry:receivers.email.to is empty. Fix: name an address.");
  return {
    smarthost,
    from,
    to: [first, ...others],
    requireTls: true,
    ...(username ? { username } : {}),
    ...(passwordFile ? { passwordFile: keep(passwordFile) } : {}),
  };
}

/** Mail servers have ports of their own; all else is HTTPS. */
function deliveries({ email }: Config["receivers"], inbox: Place): readonly Connection[] {
  const mail = email
    ? [email, ...Object.values(email.systems ?? {}), ...[email.escalation ?? []].flat()]
    : [];
  const smtp = [...new Set(mail.map(({ smarthost }) => Number(smarthost.split(":").at(-1))))];
  return [
    { to: "workload", name: inbox.name, port: "http" },
    { to: "workload", name: inbox.name, port: "smtp" },
    { to: "internet", ports: [443, ...smtp] },
  ];
}
