import { loadCatalog } from "../../../catalog";
import type { Message } from "../../../simulator/inbox/message";
import { json, messages } from "../support/servers";
import type { TestStack } from "../support/stack-process";
import type { FiredAlert } from "./fired-alerts";

const systems = new Map(loadCatalog().map(({ origin }) => [origin.service, origin.system]));

/** The system of a service, by the service's name. */
export function systemOf(service: string): string {
  const system = systems.get(service);
  if (system === undefined) throw new Error(`the catalog has no service ${service}`);
  return system;
}

/** An e-mail folds long lines. */
function textOf({ raw }: Message): string {
  return (typeof raw === "string" ? raw : JSON.stringify(raw)).replace(/=\r?\n/g, "");
}

const isEscalation = (message: Message) => /Still firing after/.test(textOf(message).replace(/\r?\n /g, " "));

/** Messages about an alert since a time: every message names its runbook, whatever its shape. */
export async function tellings(
  stack: TestStack,
  { service, alert }: Pick<FiredAlert, "service" | "alert">,
  since: Date,
): Promise<{ readonly firing: Message[]; readonly resolved: Message[]; readonly escalated: Message[] }> {
  const path = `/${systemOf(service)}/${service}/${alert}.md`;
  const all = (await messages(stack, { since: since.toISOString() })).filter((message) =>
    textOf(message).includes(path),
  );
  const escalated = all.filter(isEscalation);
  const of = (status: Message["status"]) =>
    all.filter((message) => message.status === status && !escalated.includes(message));
  return { firing: of("firing"), resolved: of("resolved"), escalated };
}

/** The channels of messages, each once. */
export function channelsOf(found: readonly Message[]): readonly string[] {
  return [...new Set(found.map(({ channel }) => channel))].sort();
}

interface ActiveAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly inhibitedBy: string[]; readonly silencedBy: string[] };
}

/** What Alertmanager holds of a service. */
export async function activeAlerts(stack: TestStack, service: string): Promise<readonly ActiveAlert[]> {
  const filter = new URLSearchParams({ filter: `service="${service}"` });
  return json(`${stack.url("alertmanager")}/api/v2/alerts?${filter}`);
}

/** Names of the alerts that hold this one back; undefined while it does not fire. */
export async function inhibitorsOf(
  stack: TestStack,
  { service, alert }: Pick<FiredAlert, "service" | "alert">,
): Promise<readonly string[] | undefined> {
  const active = await activeAlerts(stack, service);
  const held = active.filter(({ labels }) => labels.alertname === alert);
  if (held.length === 0) return undefined;
  const by = held.flatMap(({ status }) => status.inhibitedBy);
  return active
    .filter(({ fingerprint }) => by.includes(fingerprint))
    .map(({ labels }) => labels.alertname ?? "");
}

/** Silences an alert for half an hour. */
export async function silence(stack: TestStack, { service, alert }: Pick<FiredAlert, "service" | "alert">) {
  const matcher = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true });
  const body = {
    matchers: [matcher("service", service), matcher("alertname", alert)],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 1_800_000).toISOString(),
    createdBy: "e2e",
    comment: "known",
  };
  await json(`${stack.url("alertmanager")}/api/v2/silences`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
