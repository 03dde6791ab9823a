import { parse } from "yaml";
import { z } from "zod";
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

/** The alert leads to its runbook and to dashboards, all of which are shipped. */
export function alertLinkProblem(
  links: readonly string[],
  runbook: string,
  dashboards: ReadonlySet<string>,
): string | undefined {
  if (!links.some((url) => url.endsWith(`/${runbook}`))) return `it does not lead to ${runbook}`;
  const uids = links.flatMap((url) => /\/d\/([\w-]+)/.exec(url)?.[1] ?? []);
  if (uids.length === 0) return "it leads to no dashboard";
  const dead = uids.find((uid) => !dashboards.has(uid));
  return dead && `it leads to the dashboard ${dead}, which does not exist`;
}
