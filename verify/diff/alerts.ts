import type { Service } from "../../declaration/service";
import { isDuration, seconds } from "../../telemetry/units";
import { burnInterval } from "../alerts/prove";
import { defaultInterval } from "../alerts/rule-groups";
import { longScenariosOf, scenariosOf } from "../alerts/scenarios";
import { synthesise } from "../series/synthesis";
import type { Change } from "./change";
import type { Firing, Firings, Replayed } from "./replay";
import { replay } from "./replay";
import type { Shipped, ShippedGroup, ShippedRule } from "./shipped";
import { groupsIn } from "./shipped";

/** Recorded series of so many names, over a stretch of time. */
export type Recorded = (names: ReadonlySet<string>) => Promise<Replayed>;

export interface Replaying {
  readonly services: readonly Service[];
  readonly promtool: string;
  readonly folder: string;
  readonly recorded?: Recorded | undefined;
}

function namesIn(groups: readonly ShippedGroup[]): ReadonlySet<string> {
  const texts = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  return new Set(texts.flatMap((text) => text.match(/[a-zA-Z_:][\w:]*/g) ?? []));
}

function isOfSlos({ rules }: ShippedGroup): boolean {
  return rules.some(({ record }) => record !== undefined) && rules.some(({ alert }) => alert !== undefined);
}

/** Every scenario of the service, with the series that either state reads. */
function played(service: Service, groups: readonly ShippedGroup[], state: Shipped, replaying: Replaying) {
  const names = namesIn(groups);
  const long = groups.some(isOfSlos) ? longScenariosOf(service) : [];
  return [...scenariosOf(service, replaying.services), ...long].map(
    (scenario): Replayed => ({
      name: scenario.name,
      seconds: scenario.seconds,
      series: synthesise(scenario, { series: names, place: state.place }).series,
    }),
  );
}

function intervalOf(group: ShippedGroup): number {
  if (isOfSlos(group)) return burnInterval;
  const { interval } = group;
  return interval !== undefined && isDuration(interval) ? seconds(interval) : defaultInterval;
}

function clock(at: number): string {
  const minutes = Math.floor(at / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}

function spanned(firings: readonly Firing[]): Firing | undefined {
  if (firings.length === 0) return undefined;
  return {
    first: Math.min(...firings.map(({ first }) => first)),
    last: Math.max(...firings.map(({ last }) => last)),
  };
}

function ofAlert(firings: Firings, alert: string): readonly Firing[] {
  const named = JSON.stringify(["alertname", alert]);
  return [...firings].filter(([labels]) => labels.includes(named)).map(([, firing]) => firing);
}

function told(name: string, before: readonly Firing[], after: readonly Firing[]): string | undefined {
  const [was, is] = [spanned(before), spanned(after)];
  const range = ({ first, last }: Firing) => `from ${clock(first)} to ${clock(last)}`;
  if (!was && !is) return undefined;
  if (!was) return is && `${name}: now fires, ${range(is)}`;
  if (!is) return `${name}: no longer fires, did ${range(was)}`;
  if (was.first !== is.first || was.last !== is.last) return `${name}: fires ${range(is)}, did ${range(was)}`;
  return before.length === after.length
    ? undefined
    : `${name}: fires ${after.length} times over, did ${before.length}`;
}

function ruleOf(group: ShippedGroup | undefined, name: string): ShippedRule | undefined {
  return group?.rules.find(({ alert }) => alert === name);
}

/** What of a rule was changed, whether or not a replay shows it. */
function rewritten(before: ShippedRule | undefined, after: ShippedRule | undefined): readonly string[] {
  if (!before) return ["it is new"];
  if (!after) return ["it is gone"];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) =>
      key === "for" ? `its for is ${after[key] ?? "0s"}, was ${before[key] ?? "0s"}` : `its ${key} changed`,
    );
}

/** Whether its group is evaluated at another pace. */
function repaced({ interval: was }: ShippedGroup, { interval: is }: ShippedGroup): readonly string[] {
  const every = (interval: string | undefined) =>
    interval === undefined ? "at the server's pace" : `every ${interval}`;
  return was === is ? [] : [`its group is evaluated ${every(is)}, was ${every(was)}`];
}

async function changesOfGroup(
  service: Service | undefined,
  [before, after]: readonly [ShippedGroup | undefined, ShippedGroup | undefined],
  state: Shipped,
  replaying: Replaying,
): Promise<readonly Change[]> {
  const groups = [before, after].flatMap((group) => (group ? [group] : []));
  const all = [
    ...(service ? played(service, groups, state, replaying) : []),
    ...(replaying.recorded ? [await replaying.recorded(namesIn(groups))] : []),
  ];
  const fired = (group: ShippedGroup | undefined, side: string) =>
    group && all.length > 0
      ? replay(group, side, all, { ...replaying, interval: intervalOf(group) })
      : new Map<string, Firings>();
  const [was, is] = await Promise.all([fired(before, "before"), fired(after, "after")]);
  const none: Firings = new Map();
  const names = new Set(groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])));
  const paced = before && after ? repaced(before, after) : [];
  return [...names].flatMap((name) => {
    const seen = all.flatMap((one) => {
      const firings = [was, is].map((side) => ofAlert(side.get(one.name) ?? none, name));
      return told(one.name, firings[0] ?? [], firings[1] ?? []) ?? [];
    });
    const written = [...rewritten(ruleOf(before, name), ruleOf(after, name)), ...paced];
    const effects = [
      ...written,
      ...(written.length > 0 && seen.length === 0 ? ["no replay tells the two apart"] : seen),
    ];
    return effects.length > 0 ? [{ subject: `${service?.id ?? groups[0]?.name}/${name}`, effects }] : [];
  });
}

/** The alerts of which the rules were changed, and in which replay they now fire otherwise, by promtool. */
export async function changedAlerts(
  before: Shipped,
  after: Shipped,
  replaying: Replaying,
): Promise<readonly Change[]> {
  const [was, is] = [groupsIn(before.rules), groupsIn(after.rules)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)),
  );
  const changes: Change[] = [];
  for (const name of names) {
    const service = replaying.services.find(({ id }) => name === id || name.startsWith(`${id}:`));
    changes.push(...(await changesOfGroup(service, [was.get(name), is.get(name)], after, replaying)));
  }
  return changes;
}
