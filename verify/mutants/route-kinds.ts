import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Kind } from "./mutant";

const routeSchema = z.looseObject({
  receiver: z.string().optional(),
  matchers: z.array(z.string()).optional(),
  group_by: z.array(z.string()).optional(),
  group_wait: z.string().optional(),
  continue: z.boolean().optional(),
  mute_time_intervals: z.array(z.string()).optional(),
  get routes(): z.ZodOptional<z.ZodArray<typeof routeSchema>> {
    return z.array(routeSchema).optional();
  },
});
type Route = z.infer<typeof routeSchema>;
const configSchema = z.looseObject({
  route: routeSchema,
  receivers: z.array(z.looseObject({ name: z.string() })),
  inhibit_rules: z.array(z.looseObject({ name: z.string().optional() })),
});
type Configuration = z.infer<typeof configSchema>;

type Site = { readonly subject: string; readonly configuration: Configuration };

function routingKind(name: string, sites: (configuration: Configuration) => readonly Site[]): Kind {
  return {
    name,
    area: "routing",
    sites: (content) =>
      sites(configSchema.parse(parse(content.routing))).map(({ subject, configuration }) => ({
        subject,
        break: () => ({ ...content, routing: stringify(configuration, { lineWidth: 0 }) }),
      })),
  };
}

/** The tree with one route changed, for each of its leaves; null drops the leaf. */
function leavesChanged(route: Route, change: (leaf: Route) => Route | null | undefined): readonly Route[] {
  const { routes } = route;
  if (!routes?.length) return [];
  return routes.flatMap((child, i) => {
    const put = (changed: readonly Route[]) => ({
      ...route,
      routes: [...routes.slice(0, i), ...changed, ...routes.slice(i + 1)],
    });
    if (child.routes?.length) return leavesChanged(child, change).map((one) => put([one]));
    const changed = change(child);
    return changed === undefined ? [] : [put(changed === null ? [] : [changed])];
  });
}

function leafKind(name: string, change: (leaf: Route) => Route | null | undefined): Kind {
  return routingKind(name, (configuration) =>
    leavesChanged(configuration.route, change).map((route, i) => ({
      subject: `route ${i}`,
      configuration: { ...configuration, route },
    })),
  );
}

const always = { name: "always", time_intervals: [{}] };

/** Ways to break routes. */
export const routeKinds: readonly Kind[] = [
  leafKind("route dropped", () => null),
  leafKind("route to nobody", (leaf) => ({ ...leaf, receiver: "unrouted" })),
  leafKind("grouped with other alerts", (leaf) => ({ ...leaf, group_by: ["system"] })),
  leafKind("critical waits", (leaf) =>
    leaf.matchers?.includes('severity="critical"') && leaf.group_wait === "10s"
      ? { ...leaf, group_wait: "10m" }
      : undefined,
  ),
  leafKind("escalation stops the usual way", (leaf) =>
    leaf.continue ? { ...leaf, continue: false } : undefined,
  ),
  routingKind("muted for ever", (configuration) =>
    leavesChanged(configuration.route, (leaf) => ({ ...leaf, mute_time_intervals: ["always"] })).map(
      (route, i) => ({
        subject: `route ${i}`,
        configuration: { ...configuration, time_intervals: [always], route },
      }),
    ),
  ),
  routingKind("receiver sends nothing", (configuration) =>
    // What no alert of the catalog reaches tells nobody anyway.
    configuration.receivers.flatMap(({ name }, i) =>
      name === "unrouted"
        ? []
        : [
            {
              subject: name,
              configuration: {
                ...configuration,
                receivers: configuration.receivers.map((one, j) => (j === i ? { name } : one)),
              },
            },
          ],
    ),
  ),
  routingKind("inhibition of everybody", (configuration) =>
    configuration.inhibit_rules.map((rule, i) => ({
      subject: rule.name ?? String(i),
      configuration: {
        ...configuration,
        inhibit_rules: configuration.inhibit_rules.map((one, j) => (j === i ? { ...one, equal: [] } : one)),
      },
    })),
  ),
  routingKind("loss holds nothing back", (configuration) => [
    {
      subject: "inhibit_rules",
      configuration: { ...configuration, inhibit_rules: configuration.inhibit_rules.slice(1) },
    },
  ]),
];
