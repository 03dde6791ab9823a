import { alertsOf } from "../../../alerts/target-missing";
import { loadCatalog } from "../../../catalog";
import { eventually, holds } from "../support/eventually";
import { clearFault, clearFaults, setFault } from "../support/servers";
import { sharedStack } from "../support/shared-stack";
import type { FiredAlert } from "./fired-alerts";
import { failures, firedOnlyInProof, losses, lostDatabases, silenced, troubles } from "./fired-alerts";
import { activeAlerts, channelsOf, inhibitorsOf, silence, systemOf, tellings } from "./tellings";

// Rules and holds are those of production; only Alertmanager waits less, and escalates after two minutes. Faults that do
// not hold back each other's alerts run at once, the mild ones first: a budget that has burnt holds back for half an hour.

const stack = sharedStack();
const services = [...new Set(losses.map(({ service }) => service))];

/** The longest hold is ten minutes, the longest range of what is waited for five. */
const firesWithin = 14 * 60;
const endsWithin = 8 * 60;

const named = (rows: readonly FiredAlert[]) =>
  rows.map((row) => [`${row.service} ${row.alert}`, row] as const);

async function startFaults(rows: readonly FiredAlert[]): Promise<Date> {
  const began = new Date();
  for (const { service, fault, amount } of rows) await setFault(stack, service, fault, amount);
  return began;
}

async function endFaults(): Promise<Date> {
  const over = new Date();
  for (const service of services) await clearFaults(stack, service);
  return over;
}

async function expectTold(row: FiredAlert, since: Date): Promise<void> {
  await holds(`${row.alert} of ${row.service}`, firesWithin, async () => {
    const { firing } = await tellings(stack, row, since);
    expect(channelsOf(firing)).toEqual([...row.to].sort());
  });
  const { firing } = await tellings(stack, row, since);
  expect([...new Set(firing.map(({ system }) => system))]).toEqual([systemOf(row.service)]);
}

/** Told, and over at once: what takes long to fire leaves the others the time to end. */
async function expectToldAndEnd(row: FiredAlert, since: Date): Promise<void> {
  await expectTold(row, since);
  await clearFault(stack, row.service, row.fault);
}

async function expectHeldBack(row: FiredAlert, since: Date): Promise<void> {
  const by = await eventually(`${row.alert} of ${row.service} held back`, firesWithin, async () => {
    const inhibitors = await inhibitorsOf(stack, row);
    return inhibitors?.length ? inhibitors : undefined;
  });
  expect(by.filter((alert) => !row.heldBackBy?.includes(alert))).toEqual([]);
  expect((await tellings(stack, row, since)).firing).toEqual([]);
}

async function expectEnd(row: FiredAlert, over: Date): Promise<void> {
  await holds(`the end of ${row.alert} of ${row.service}`, endsWithin, async () => {
    const { resolved } = await tellings(stack, row, over);
    expect(channelsOf(resolved)).toEqual(expect.arrayContaining([...row.to].sort()));
  });
}

/** Each alert is told or held back as its row says. */
function expectStage(rows: readonly FiredAlert[], began: () => Date): void {
  const told = rows.filter(({ heldBackBy }) => heldBackBy === undefined);
  const held = rows.filter(({ heldBackBy }) => heldBackBy !== undefined);
  test.each(named(told))("%s is told to whom it concerns", (_, row) => expectTold(row, began()));
  if (held.length === 0) return;
  test.each(named(held))("%s is held back by what is worse", (_, row) => expectHeldBack(row, began()));
}

function expectEnds(rows: readonly FiredAlert[], over: () => Date): void {
  const ending = rows.filter(
    ({ heldBackBy, endsLater }) => heldBackBy === undefined && endsLater === undefined,
  );
  test.each(named(ending))("the end of %s is told", (_, row) => expectEnd(row, over()));
}

async function escalationsOf(row: FiredAlert, since: Date) {
  return (await tellings(stack, row, since)).escalated.filter(({ status }) => status === "firing");
}

async function expectOneEscalation(row: FiredAlert, since: Date): Promise<void> {
  await holds(`the escalation of ${row.alert} of ${row.service}`, 300, async () => {
    expect((await escalationsOf(row, since)).length).toBe(1);
  });
}

test("every alert of the five systems is fired here, or the reason why not is written down", () => {
  const fired = [...troubles, ...failures, ...lostDatabases, ...losses, silenced];
  const missing = loadCatalog()
    .filter((service) => !service.stack)
    .flatMap((service) => alertsOf(service).map(({ name }) => ({ service: service.origin.service, name })))
    .filter(({ service, name }) => !fired.some((row) => row.service === service && row.alert === name))
    .filter(({ name }) => !firedOnlyInProof.some(({ alert }) => alert.test(name)));
  expect(missing).toEqual([]);
});

test("each alert is fired by a fault that its declaration names", () => {
  const declared = loadCatalog().flatMap((service) =>
    alertsOf(service).map(({ name, firesUnder }) => ({ service: service.origin.service, name, firesUnder })),
  );
  for (const { service, alert, fault } of [...troubles, ...failures, ...lostDatabases, ...losses]) {
    const found = declared.find((one) => one.service === service && one.name === alert);
    expect([service, alert, found?.firesUnder]).toEqual([service, alert, expect.arrayContaining([fault])]);
  }
});

const begunFirst = new Date();
let began = begunFirst;
let over = new Date();

const lasting = failures.filter(({ alert }) => alert === "HighErrorRate");

describe("troubles", () => {
  beforeAll(async () => {
    began = await startFaults(troubles);
  });
  test.each(named(troubles))("%s is told to whom it concerns", (_, row) => expectToldAndEnd(row, began));
  expectEnds(troubles, () => began);
});

describe("failures", () => {
  beforeAll(async () => {
    began = await startFaults(failures);
  });
  expectStage(failures, () => began);
  test.each(named(lasting))("%s goes on, and escalates once", (_, row) => expectOneEscalation(row, began));
});

describe("lost databases", () => {
  let lost = new Date();
  beforeAll(async () => {
    over = await endFaults();
    await silence(stack, silenced);
    lost = await startFaults([...lostDatabases, silenced]);
  });
  expectStage(lostDatabases, () => lost);
  const down = lostDatabases.filter(({ alert }) => alert === "DatabaseDown");
  test.each(named(down))("%s goes on, and escalates once", (_, row) => expectOneEscalation(row, lost));
  test("what is silenced fires as long, is not told and does not escalate", async () => {
    const active = (await activeAlerts(stack, silenced.service)).filter(
      ({ labels }) => labels.alertname === silenced.alert,
    );
    expect(active.map(({ status }) => [status.state, status.silencedBy.length])).toEqual([["suppressed", 1]]);
    const { firing, escalated } = await tellings(stack, silenced, lost);
    expect([...firing, ...escalated]).toEqual([]);
  });
  describe("when failures and losses are over", () => {
    beforeAll(async () => {
      await endFaults();
    });
    expectEnds([...failures, ...lostDatabases], () => over);
  });
});

describe("services that are gone", () => {
  beforeAll(async () => {
    began = await startFaults(losses);
  });
  expectStage(losses, () => began);
  test("one that is gone holds back what else is said of it", async () => {
    await holds("ServiceDown before UptimeBurnRateFast", 60, async () => {
      const burning = { service: "greenstack-api", alert: "UptimeBurnRateFast" };
      expect(await inhibitorsOf(stack, burning)).toEqual(["ServiceDown"]);
    });
  });
  describe("when they are back", () => {
    beforeAll(async () => {
      over = await endFaults();
    });
    expectEnds(losses, () => over);
    test("nothing has escalated that was over in time, and nothing twice", async () => {
      for (const row of losses.filter(({ alert }) => alert === "ServiceDown")) {
        expect([row.service, await escalationsOf(row, began)]).toEqual([row.service, []]);
      }
      for (const row of lasting) {
        expect([row.service, (await escalationsOf(row, begunFirst)).length]).toEqual([row.service, 1]);
      }
    });
  });
});
