import { parse } from "yaml";
import { z } from "zod";
import { askRouting } from "../routing/ask";
import type { Finding } from "./finding";
import type { ForeignRule } from "./rule-files";

const secretSchema = z.looseObject({
  kind: z.literal("Secret"),
  stringData: z.looseObject({ "alertmanager.yaml": z.string() }),
});

/** Alertmanager's configuration in a file: as it is, or within the Secret that Prometheus' operator reads. */
export function alertmanagerConfig(text: string): string {
  const secret = secretSchema.safeParse(parse(text));
  return secret.success ? secret.data.stringData["alertmanager.yaml"] : text;
}

const week = Array.from({ length: 7 * 24 }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString());

/** Names of labels that the configuration's routes look at. */
function labelsRoutedBy(config: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (route: unknown) => {
    const read = routeSchema.safeParse(route);
    if (!read.success) return;
    const { match, match_re: matchRe, matchers, routes } = read.data;
    for (const name of [...Object.keys(match ?? {}), ...Object.keys(matchRe ?? {})]) names.add(name);
    for (const matcher of matchers ?? []) {
      for (const [, name = ""] of matcher.matchAll(/["']?([\w.-]+)["']?\s*(?:=~|!~|!=|=)/g)) names.add(name);
    }
    for (const child of routes ?? []) visit(child);
  };
  visit(z.looseObject({ route: z.unknown() }).parse(parse(config)).route);
  return names;
}

const routeSchema = z.looseObject({
  match: z.record(z.string(), z.unknown()).nullish(),
  match_re: z.record(z.string(), z.unknown()).nullish(),
  matchers: z.array(z.string()).nullish(),
  routes: z.array(z.unknown()).nullish(),
});

/** Whom each alert reaches by the labels that its rule gives it, at each hour of a week. */
export async function judgeRoutes(
  rules: readonly ForeignRule[],
  config: string,
  program: string,
): Promise<readonly Finding[]> {
  const alerts = rules.filter(({ kind }) => kind === "alert");
  const labels = alerts.map(({ name, labels: own }) => ({ ...own, alertname: name }));
  const answer = await askRouting(program, { config, alerts: labels, times: week });
  const sends = new Map(answer.receivers.map(({ name, integrations }) => [name, integrations > 0]));
  const routedBy = labelsRoutedBy(config);
  return alerts.map(({ file, group, name, labels: own }, i): Finding => {
    const { ways = [] } = answer.alerts[i] ?? {};
    const heard = ways.filter(({ receiver }) => sends.get(receiver));
    const deaf = week.filter((_, hour) => heard.every(({ silentAt }) => silentAt.includes(hour))).length;
    const names = [...new Set(ways.map(({ receiver }) => receiver))].join(", ");
    // Labels that come with the series may lead it elsewhere.
    const others = [...routedBy].filter((label) => label !== "alertname" && !(label in own));
    const about = { kind: "route" as const, file, subject: `${group}/${name}` };
    if (deaf === 0) return { ...about, verdict: "works", why: `it reaches ${names}` };
    const problem =
      heard.length === 0
        ? `it reaches ${names}, which tells nobody`
        : `nobody hears it at ${deaf} of ${week.length} hours of a week`;
    if (others.length === 0) return { ...about, verdict: "cannot", why: problem };
    const depends = `${others.join(", ")}, which its series may or may not have`;
    return { ...about, verdict: "unknown", why: `${problem}, unless by ${depends}` };
  });
}
