import { alert } from "../../declaration/alert";
import { checkCatalog, defineService } from "../../declaration/define-service";
import { DeclarationError } from "../../declaration/problem";
import type { Service } from "../../declaration/service";
import { refusal, right, whole, zoo } from "./zoo";

test("accepts what is right", () => {
  const service = defineService(zoo);
  expect([service.id, service.stack]).toEqual(["zoo/zoo-api", false]);
});

test("knows belfry's own servers", () => {
  const stack = { system: "belfry", service: "zoo-api" };
  expect(defineService({ ...zoo, origin: stack, metrics: {}, alerts: [] }).stack).toBe(true);
});

test("says everything that is wrong in one message", () => {
  const message = refusal({ version: "", faults: {}, slos: [{ ...whole, objective: 2 }] });
  expect(message.split("\n")).toEqual([
    "zoo/zoo-api, SLO availability: its objective is 2",
    "  fix: write a share between 0 and 1: 99.9% is 0.999",
    'zoo/zoo-api, SLO availability: names the fault "down" in spentUnder',
    "  fix: use one of: none",
    'zoo/zoo-api, alert ZooDown: names the fault "down"',
    "  fix: use one of: none",
  ]);
});

describe("names", () => {
  test.each([
    ["system", { origin: { system: "Zoo", service: "api" }, metrics: {}, alerts: [] }, "Zoo/api", "Zoo"],
    ["service", { origin: { system: "zoo", service: "a_b" }, metrics: {}, alerts: [] }, "zoo/a_b", "a_b"],
    ["team", { owner: { ...zoo.owner, name: "-x" } }, "zoo/zoo-api", "-x"],
  ])("refuses a %s that is no DNS label", (what, change, place, name) => {
    expect(refusal(change)).toBe(
      `${place}: its ${what} is "${name}"\n  fix: use lower-case letters, digits and dashes, at most 63, starting with a letter`,
    );
  });
});

describe("the catalog", () => {
  test("takes different services", () => {
    const shop = { system: "zoo", service: "shop" };
    const services = [defineService(zoo), defineService({ ...zoo, origin: shop, metrics: {}, alerts: [] })];
    expect(checkCatalog(services)).toEqual(services);
  });

  test("refuses a service that is declared twice", () => {
    expect(() => checkCatalog([defineService(zoo), defineService(zoo)])).toThrow(
      new DeclarationError([
        {
          place: "zoo/zoo-api",
          problem: "is declared twice",
          fix: "keep one file in services/, or give the other service a name of its own",
        },
      ]),
    );
  });

  test("refuses two services that send under one name, but not two that are scraped", () => {
    const aviary = (delivery: Service["delivery"]) =>
      defineService({
        ...zoo,
        origin: { system: "aviary", service: "zoo-api" },
        delivery,
        metrics: {},
        alerts: [],
      });
    const pushed = { by: "otlp", temporality: "delta", every: "15s" } as const;
    expect(checkCatalog([aviary(zoo.delivery), defineService({ ...zoo, delivery: pushed })])).toHaveLength(2);
    expect(() => checkCatalog([aviary(pushed), defineService({ ...zoo, delivery: pushed })])).toThrow(
      'zoo/zoo-api: sends under the name "zoo-api", as aviary/zoo-api does: the collector could not tell them apart\n  fix: let one of them send another service.name',
    );
  });

  test("refuses an alert that watches what nobody declares", () => {
    const alerts = [alert("ZooDown", { ...right, watches: ["zoo/gone"] })];
    expect(() => checkCatalog([defineService({ ...zoo, alerts })])).toThrow(
      "zoo/zoo-api, alert ZooDown: watches zoo/gone, which is not declared\n  fix: use one of: zoo/zoo-api",
    );
  });
});
