import { readFileSync } from "node:fs";
import { type Output, secret } from "@pulumi/pulumi";
import type { Destinations } from "./alerts/destinations";
import { inboxDestinations } from "./alerts/inbox-destinations";
import type { Config } from "./config";
import type { Place } from "./platforms/platform";
import type { Connection } from "./platforms/workload";

/** Where messages go, what Alertmanager needs for it, and whom it must reach. */
export interface Receivers {
  readonly destinations: Destinations;
  /** Secret files by container path. */
  readonly secrets: Readonly<Record<string, Output<string>>>;
  readonly delivers: readonly Connection[];
}

interface ReceiversArgs {
  readonly systems: readonly string[];
  readonly alertmanager: Place;
  /** Stands in for every channel that is not configured. */
  readonly inbox: Place;
}

const folder = "/run/secrets/alertmanager";

/** The secret of a configured receiver; a missing or empty file is refused before anything changes. */
function secretOf(key: string, file: string): string {
  const fix = `Fix: write the secret into that file, or remove belfry:receivers.${key.split(".")[0]}.`;
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    const coded = typeof error === "object" && error !== null && "code" in error;
    const why = coded ? ` (${error.code})` : "";
    throw new Error(`belfry:receivers.${key} names ${file}, which cannot be read${why}. ${fix}`);
  }
  if (text === "") throw new Error(`belfry:receivers.${key} names ${file}, which is empty. ${fix}`);
  return text;
}

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
  const keep = (name: string, key: string, source: string): string => {
    files[name] = secretOf(key, source);
    return fileAt(name);
  };
  const { pagerduty, slack, email, webhook, deadMansSwitch } = receivers;
  const configured: Destinations = {
    ...(pagerduty && {
      pagerduty: {
        default: {
          routingKeyFile: keep("pagerduty-key", "pagerduty.routingKeyFile", pagerduty.routingKeyFile),
        },
      },
    }),
    ...(slack && {
      slack: {
        default: { apiUrlFile: keep("slack-url", "slack.urlFile", slack.urlFile), channel: slack.channel },
      },
    }),
    ...(email && { email: { default: emailDestination(email, keep) } }),
    ...(webhook && {
      webhook: { default: { urlFile: keep("webhook-url", "webhook.urlFile", webhook.urlFile) } },
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
    delivers: deliveries(receivers, inbox),
  };
}

type Email = NonNullable<Config["receivers"]["email"]>;

function emailDestination(
  { smarthost, from, to, username, passwordFile }: Email,
  keep: (name: string, key: string, source: string) => string,
) {
  const [first, ...others] = to;
  if (first === undefined) throw new Error("belfry:receivers.email.to is empty. Fix: name an address.");
  return {
    smarthost,
    from,
    to: [first, ...others] as const,
    requireTls: true,
    ...(username ? { username } : {}),
    ...(passwordFile ? { passwordFile: keep("email-password", "email.passwordFile", passwordFile) } : {}),
  };
}

function deliveries({ email }: Config["receivers"], inbox: Place): readonly Connection[] {
  const smtp = email ? [Number(email.smarthost.split(":").at(-1))] : [];
  return [
    { to: "workload", name: inbox.name, port: "http" },
    { to: "workload", name: inbox.name, port: "smtp" },
    { to: "internet", ports: [443, ...smtp] },
  ];
}
