import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Path } from "../../services/stack/canary/telemetry";
import { Canary } from "../../simulator/canary/canary";
import { couriers } from "../../simulator/canary/courier";
import { messageSchema } from "../../simulator/inbox/message";
import { ask, unitUrl } from "../unit-url";
import type { TrialStack } from "./trial-stack";

const watchSeconds = 60;
const pageWithinSeconds = 240;

/** Seconds from sending until a metric, a line and a trace could be found, each of a minute's records. */
export async function secondsUntilSeen({ places, otlp }: TrialStack): Promise<ReadonlyMap<Path, number[]>> {
  const found = new Map<Path, number[]>();
  const url = (unit: string) => unitUrl(places, unit, "http");
  const servers = { prometheus: url("prometheus"), loki: url("loki"), tempo: url("tempo") };
  const canary = new Canary<Path>({
    couriers: couriers("canary", { otlp: `http://127.0.0.1:${otlp}`, ...servers }),
    logbook: {
      sent: () => undefined,
      found: (path, seconds) => found.set(path, [...(found.get(path) ?? []), seconds]),
      lost: (path) => console.error(`a ${path} was lost`),
    },
    ...{ everyMs: 2_000, lookMs: 100 },
  });
  await wait(watchSeconds * 1000);
  canary.stop();
  return found;
}

/** Seconds from the end of a service until somebody is paged. */
export async function secondsUntilPaged(stack: TrialStack): Promise<number> {
  const messages = `${unitUrl(stack.places, "inbox", "http")}/messages`;
  const began = Date.now();
  await stack.timed("simulate", "pulsecal-api", "--fault", "down");
  while (Date.now() - began < pageWithinSeconds * 1000) {
    const all = z.array(messageSchema).parse(await ask(messages));
    const page = all.find(
      ({ system, alertname, channel }) =>
        system === "pulsecal" && alertname === "ServiceDown" && channel === "pagerduty",
    );
    if (page) return (Date.parse(page.time) - began) / 1000;
    await wait(500);
  }
  throw new Error(
    `Nobody was paged within ${pageWithinSeconds} s. Fix: see the logs in ${stack.places.logs}.`,
  );
}
