import { parse } from "yaml";
import { z } from "zod";
import type { Alert } from "../../declaration/alert";
import type { Content } from "../content";

const fileSchema = z.looseObject({
  groups: z.array(
    z.looseObject({
      rules: z.array(
        z.looseObject({
          alert: z.string().optional(),
          labels: z.record(z.string(), z.string()).default({}),
          annotations: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});

/** By alert (`system/service/name`), the addresses that it carries to whoever is told of it. */
export function alertLinks({ rules, logRules }: Content): ReadonlyMap<string, readonly string[]> {
  const files = [...Object.values(rules), ...Object.values(logRules)];
  const shipped = files.flatMap((text) =>
    fileSchema.parse(parse(text)).groups.flatMap((group) => group.rules),
  );
  return new Map(
    shipped.flatMap(({ alert, labels, annotations }) => {
      const links = Object.entries(annotations).filter(([name]) => name.endsWith("_url"));
      return alert === undefined
        ? []
        : [[`${labels.system}/${labels.service}/${alert}`, links.map(([, url]) => url)] as const];
    }),
  );
}

const dashboardSchema = z.looseObject({
  uid: z.string(),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      fieldConfig: z
        .looseObject({
          defaults: z.looseObject({
            thresholds: z
              .looseObject({ steps: z.array(z.looseObject({ value: z.number().nullable() })) })
              .optional(),
          }),
        })
        .optional(),
    }),
  ),
});

/** Shipped dashboards by uid, each with the lines that its panels draw, by the panel's id. */
export type LinkTargets = ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;

export function linkTargets({ dashboards }: Content): LinkTargets {
  return new Map(
    Object.values(dashboards).map((json) => {
      const { uid, panels } = dashboardSchema.parse(JSON.parse(json));
      const lines = panels.map(({ id, fieldConfig }) => {
        const steps = fieldConfig?.defaults.thresholds?.steps ?? [];
        return [id, steps.flatMap(({ value }) => value ?? [])] as const;
      });
      return [uid, new Map(lines)] as const;
    }),
  );
}

const dashboardLink = /\/d\/([\w-]+)(?:\?viewPanel=(\w+))?/g;

/** Every link to a dashboard leads to one that is shipped, every link to a panel to one of it. */
export function dashboardLinkProblem(text: string, targets: LinkTargets): string | undefined {
  const links = [...text.matchAll(dashboardLink)];
  if (links.length === 0) return "it leads to no dashboard";
  for (const [, uid = "", panel] of links) {
    const panels = targets.get(uid);
    if (!panels) return `it leads to the dashboard ${uid}, which does not exist`;
    if (panel !== undefined && !panels.has(Number(panel)))
      return `it leads to the panel ${panel} of ${uid}, which does not exist`;
  }
  return undefined;
}

/** The runbook of an alert that compares a number leads to the panel which draws that very number. */
export function numberLinkProblem(text: string, { when }: Alert, targets: LinkTargets): string | undefined {
  const { threshold } = when;
  if (!threshold) return undefined;
  const drawn = [...text.matchAll(dashboardLink)].flatMap(([, uid = "", panel]) =>
    panel === undefined ? [] : (targets.get(uid)?.get(Number(panel)) ?? []),
  );
  return drawn.includes(threshold.value)
    ? undefined
    : `no panel that it leads to draws ${threshold.value}, the threshold`;
}

/** The alert leads to its runbook and to dashboards, all of which are shipped. */
export function alertLinkProblem(
  links: readonly string[],
  runbook: string,
  targets: LinkTargets,
): string | undefined {
  if (!links.some((url) => url.endsWith(`/${runbook}`))) return `it does not lead to ${runbook}`;
  return dashboardLinkProblem(links.join("\n"), targets);
}
