import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { burnRateAlertName } from "../../alerts/burn-rate-alerts";
import { burnWindows, tiersOf } from "../../declaration/error-budget";
import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import { seconds as secondsOf } from "../../telemetry/units";
import { printSamples, printSeriesName, questions } from "../alerts/case-file";
import type { Answer } from "../alerts/promtool";
import { askedAt, evaluate } from "../alerts/promtool";
import { stepSeconds } from "../series/scenario";
import type { Labels } from "../series/series";
import type { Events } from "./events";
import { countedBy } from "./events";
import type { Outage } from "./outages";
import { arithmeticLimit } from "./outages";

/** Where rules are evaluated. */
export interface Bench {
  readonly promtool: string;
  readonly folder: string;
  readonly place: Labels;
  /** The service's rules of its SLOs, as they are shipped. */
  readonly rules: string;
}

/** One stretch of events, and how often the rules look at it. */
interface Played {
  readonly name: string;
  readonly events: Events;
  readonly interval: number;
}

interface Fired {
  readonly alert: string;
  readonly first: number;
  readonly last: number;
}

/** Well for an hour before. */
const before = 3600;
const hour = 3600;

const groupsSchema = z.looseObject({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      rules: z.array(z.looseObject({ labels: z.record(z.string(), z.string()).default({}) })),
    }),
  ),
});

/** What one SLO's alerts read and what they are; what is left of the budget they do not read. */
function rulesOf(slo: Slo, rules: string): unknown {
  const { groups } = groupsSchema.parse(parse(rules));
  const own = groups.filter(({ name }) => name.endsWith(":slo"));
  return {
    groups: own.map((group) => ({
      ...group,
      rules: group.rules.filter(({ labels }) => labels.slo === slo.name),
    })),
  };
}

async function played(service: Service, slo: Slo, { name, events, interval }: Played, bench: Bench) {
  const seconds = (events.good.length - 1) * stepSeconds;
  const over = `${seconds}s:${interval}s`;
  const asked = [questions.firstFiring(over), questions.lastFiring(over)];
  const path = join(bench.folder, `${service.id}-${slo.name}-${name}`.replace(/\W+/g, "-"));
  const cases = {
    rule_files: [`${path}.rules.json`],
    evaluation_interval: `${interval}s`,
    tests: [
      {
        name,
        interval: `${stepSeconds}s`,
        input_series: countedBy(service, slo, bench.place, events).map((one) => ({
          series: printSeriesName(one),
          values: printSamples(one.samples),
        })),
        promql_expr_test: asked.map((expr) => ({ expr, eval_time: `${seconds}s` })),
      },
    ],
  };
  await writeFile(`${path}.rules.json`, JSON.stringify(rulesOf(slo, bench.rules)));
  await writeFile(`${path}.json`, JSON.stringify(cases));
  const found = (await evaluate(bench.promtool, [`${path}.json`])).get(name)?.samples;
  const [first = [], last = []] = asked.map((expr) => found?.get(askedAt(expr, seconds)) ?? []);
  const at = (answers: readonly Answer[], alert: string) =>
    answers.find(({ labels }) => labels.alertname === alert && labels.slo === slo.name)?.value;
  return tiersOf(slo).flatMap((tier): readonly Fired[] => {
    const alert = burnRateAlertName(slo, tier);
    const [from, to] = [at(first, alert), at(last, alert)];
    return from === undefined || to === undefined ? [] : [{ alert, first: from, last: to }];
  });
}

function steps(seconds: number, amount: (at: number) => number): readonly number[] {
  return Array.from({ length: Math.round(seconds / stepSeconds) + 1 }, (_, i) => amount(i * stepSeconds));
}

/** Events a second at normal load; of what has none of its own, one. */
function normalRate({ behaviour }: Service): number {
  return behaviour.operations.reduce((sum, { perSecond }) => sum + perSecond, 0) || 1;
}

export interface Measured {
  readonly outage: string;
  readonly share: number;
  /** The first alert that fired, seconds after the outage began; none where it lasts within the budget. */
  readonly first?: { readonly alert: string; readonly seconds: number };
  /** Seconds after the outage until that alert was over. */
  readonly overAfter?: number;
}

/** What an outage sets off, by the shipped rules in promtool. It lasts a tenth longer than the arithmetic asks for. */
export async function measureOutage(
  service: Service,
  slo: Slo,
  outage: Outage,
  bench: Bench,
): Promise<Measured> {
  const share = outage.share(slo);
  const limit = arithmeticLimit(slo, share);
  const lasts = limit ? Math.ceil((limit.seconds * 1.1 + 600) / 300) * 300 : 2 * hour;
  const quick = lasts < 3 * hour;
  // It is over when its short window is.
  const total = before + lasts + (limit ? secondsOf(burnWindows[limit.tier].short) : 0) + 900;
  const perStep = normalRate(service) * stepSeconds;
  const isBad = (at: number) => at > before && at <= before + lasts;
  const events = {
    good: steps(total, (at) => perStep * (isBad(at) ? 1 - share : 1)),
    bad: steps(total, (at) => perStep * (isBad(at) ? share : 0)),
  };
  const interval = quick ? stepSeconds : 300;
  const fired = await played(service, slo, { name: outage.name, events, interval }, bench);
  const [first] = [...fired].sort((a, b) => a.first - b.first);
  if (!first) return { outage: outage.name, share };
  const over = first.last + interval - before - lasts;
  return {
    outage: outage.name,
    share,
    first: { alert: first.alert, seconds: first.first - before },
    overAfter: Math.max(0, over),
  };
}

/** A request every ten minutes, which is what a night may bring. */
const lonelyEvery = 600;

/** Which alerts so many errors one after the other set off while there is hardly any traffic. */
export async function measureLonelyErrors(
  service: Service,
  slo: Slo,
  errors: number,
  bench: Bench,
): Promise<readonly string[]> {
  const isEvent = (at: number) => at > 0 && at % lonelyEvery === 0;
  const isBad = (at: number) => isEvent(at) && at > before && at <= before + errors * lonelyEvery;
  const events = {
    good: steps(3 * hour, (at) => (isEvent(at) && !isBad(at) ? 1 : 0)),
    bad: steps(3 * hour, (at) => (isBad(at) ? 1 : 0)),
  };
  const name = `${errors} errors at low traffic`;
  const fired = await played(service, slo, { name, events, interval: 60 }, bench);
  return fired.map(({ alert }) => alert);
}
