import type { Sample, Series } from "../series/series";
import { seriesKey } from "../series/series";
import { stepsOf } from "../series/synthesis";
import { isExpected } from "./case-file";
import type { Played } from "./prove-group";
import type { ProvenGroup } from "./rule-groups";
import { namesIn } from "./rule-groups";

/** A normal day as long as anything else that is played: what a rule says of the same samples it says again. */
export function wellDay({ service, ofSlos }: ProvenGroup, plays: readonly Played[]): Played | undefined {
  // What is recorded is made of all that is read: of an SLO everything is evaluated.
  return ofSlos
    ? undefined
    : plays.find(({ scenario }) => scenario.service === service && scenario.name === "healthy");
}

function differ(one: readonly Sample[], other: readonly Sample[], steps: number): boolean {
  for (let step = 0; step < steps; step++) if (!Object.is(one[step], other[step])) return true;
  return false;
}

/** Names of the series that are others than on a normal day, at any step of a play. */
function movedNames({ scenario, series }: Played, well: Played): ReadonlySet<string> | undefined {
  if (scenario.seconds > well.scenario.seconds || scenario.service !== well.scenario.service)
    return undefined;
  const key = ({ name, labels }: Series) => seriesKey(name, labels);
  const here = new Map(series.map((one) => [key(one), one]));
  const there = new Map(well.series.map((one) => [key(one), one]));
  const steps = stepsOf(scenario);
  const all = new Map([...there, ...here]);
  const moved = [...all].filter(([id]) =>
    differ(here.get(id)?.samples ?? [], there.get(id)?.samples ?? [], steps),
  );
  return new Set(moved.map(([, { name }]) => name));
}

/**
 * The alerts of a group that must be evaluated in a play: those that must fire there, heartbeats, and those that read a
 * sample that is another than on the normal day. Of the others that day has told already what they say.
 */
export function movedAlerts(group: ProvenGroup, play: Played, well: Played | undefined): ReadonlySet<string> {
  const moved = well && play !== well ? movedNames(play, well) : undefined;
  const evaluated = group.rules.filter((rule) => {
    if (!moved || rule.alert.class === "heartbeat" || isExpected(rule, play.scenario)) return true;
    return [...namesIn(rule.expr, rule.declared)].some((name) => moved.has(name));
  });
  return new Set(evaluated.map(({ alert }) => alert.name));
}
