import { parse } from "yaml";
import { json, type RuleGroup, type Servers } from "./servers";

// What two platforms must have in common, read back from the servers that run on each.

/** Places are another matter: where the parts are, and where their files lie. */
export function withoutPlaces<T>(value: T): T {
  const text = JSON.stringify(value)
    .replace(/http:\/\/(127\.0\.0\.1:\d+|[a-z-]+(\.[a-z-]+\.svc)?:\d+)/g, "http://address")
    .replace(/"(127\.0\.0\.1|inbox(\.[a-z-]+\.svc)?):\d+"/g, '"address"')
    .replace(/"\/[^"]*\/secrets\//g, '"/secrets/');
  return JSON.parse(text);
}

/** Annotations that lead to Grafana: addresses, too, which nothing has where it does not run. */
const links = ["dashboard_url", "runbook_dashboard_url"];

/** Rules without what their evaluation adds, by the names of their groups. */
export function declared(groups: readonly RuleGroup[]) {
  return groups
    .map(({ name, rules, ...group }) => ({
      name,
      interval: "interval" in group ? group.interval : undefined,
      rules: rules.map(({ name: rule, type, query, labels, annotations = {}, ...more }) => ({
        ...{ rule, type, query, labels },
        annotations: Object.entries(annotations).filter(([key]) => !links.includes(key)),
        duration: "duration" in more ? more.duration : undefined,
        keepFiringFor: "keepFiringFor" in more ? more.keepFiringFor : undefined,
      })),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Routing {
  readonly route: unknown;
  readonly receivers: readonly { readonly name: string }[];
  readonly inhibit_rules: readonly unknown[];
}

/** What tells of a cluster's own parts, which only a cluster has, and links that lead to Grafana. */
function isOfOnePlatform(value: unknown): boolean {
  const { name, receiver, title, text }: Readonly<Record<string, unknown>> = Object(value);
  const names = [name, receiver].filter((one) => typeof one === "string");
  return [title, text].includes("Dashboard") || names.some((one) => one.startsWith("kubernetes/"));
}

const linkInText = "\nDashboard: {{ $alert.Annotations.dashboard_url }}";

/** The same without such entries of lists, however deep; a route of the cluster's parts has no receiver but below it. */
function common<T>(value: T): T {
  const text = JSON.stringify(value, (_, one) => {
    if (typeof one === "string") return one.replaceAll(linkInText, "");
    if (!Array.isArray(one)) return one;
    return one.filter((entry) => !isOfOnePlatform(entry) && !isRouteOf("kubernetes", entry));
  });
  return JSON.parse(text);
}

function isRouteOf(system: string, value: unknown): boolean {
  const { matchers }: { readonly matchers?: unknown } = Object(value);
  return Array.isArray(matchers) && matchers.includes(`system="${system}"`);
}

/**
 * The configuration that an Alertmanager runs with, without who hears the heartbeat: the inbox of `local` alone does
 * (receivers.ts); elsewhere it must leave the machine, and the operator has the address.
 */
export async function routing(of: Servers, heartbeat: string): Promise<Routing> {
  const status = await json<{ config: { original: string } }>(`${of.url("alertmanager")}/api/v2/status`);
  const { receivers, ...rest }: Routing = parse(
    status.config.original.replaceAll(`receiver: ${heartbeat}`, "receiver: who hears the heartbeat"),
  );
  expect(receivers.map(({ name }) => name)).toContain(heartbeat);
  return common({ ...rest, receivers: receivers.filter(({ name }) => name !== heartbeat) });
}
