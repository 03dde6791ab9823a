import { join } from "node:path";
import { holds } from "./support/eventually";
import { promRange, promRules } from "./support/servers";
import { sharedStack } from "./support/shared-stack";
import { isOffered, units } from "./support/units";

const stack = sharedStack();

/** Units that an `up` has told of, each with what happened to it. */
function changes(err: string): readonly string[] {
  return [...err.matchAll(/^(\S+) (started|changed|stopped|started anew) \([\d.]+ s\)$/gm)].map(
    ([, unit, word]) => `${unit} ${word}`,
  );
}

async function processes(): Promise<Readonly<Record<string, readonly (number | null)[]>>> {
  const now = Object.values(await units(stack));
  return Object.fromEntries(now.map(({ name, pid, restarts }) => [name, [pid, restarts]]));
}

/** The condition of pulsecal's HighErrorRate as Prometheus evaluates it. */
async function condition(): Promise<string | undefined> {
  const group = (await promRules(stack)).find(({ name }) => name === "pulsecal/pulsecal-api:pulsecal_api");
  return group?.rules.find(({ name }) => name === "HighErrorRate")?.query;
}

test("a second up changes nothing: nothing is started, changed, stopped or restarted", async () => {
  const before = await processes();
  const { code, err } = await stack.script("up");
  expect({ code, changes: changes(err) }).toEqual({ code: 0, changes: [] });
  expect(await processes()).toEqual(before);
  expect(Object.keys(before).length).toBeGreaterThanOrEqual(18);
});

test("a changed threshold changes the rules alone, without a restart and without a gap", async () => {
  const before = await processes();
  const began = Date.now();
  expect(await condition()).toMatch(/> 0\.1$/);

  stack.env.BELFRY_PROGRAM = join(__dirname, "support/changed-threshold.ts");
  const changed = await stack.script("up");
  // Grafana's runbook dashboards say the number, too.
  const concerned = isOffered(stack, "grafana") ? ["grafana changed"] : [];
  expect({ code: changed.code, changes: [...changes(changed.err)].sort() }).toEqual({
    code: 0,
    changes: [...concerned, "prometheus changed"],
  });
  await holds("Prometheus to take the rule", 30, async () => expect(await condition()).toMatch(/> 0\.25$/));

  delete stack.env.BELFRY_PROGRAM;
  const back = await stack.script("up");
  expect([...changes(back.err)].sort()).toEqual([...concerned, "prometheus changed"]);
  await holds("Prometheus to take it back", 30, async () => expect(await condition()).toMatch(/> 0\.1$/));

  expect(await processes()).toEqual(before);
  const seconds = Math.ceil((Date.now() - began) / 1000) + 30;
  const series = await promRange(stack, `up{job="pulsecal-api",service="pulsecal-api"}[${seconds}s]`);
  const times = series[0]?.times ?? [];
  expect([series.length, times.length]).toEqual([1, expect.any(Number)]);
  expect(times.length).toBeGreaterThanOrEqual(Math.floor(seconds / 15) - 1);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  // A sample every 15 s: one that is missing would be a gap of 30.
  expect(Math.max(...gaps)).toBeLessThan(20);
});
