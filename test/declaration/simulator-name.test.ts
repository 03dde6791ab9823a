import { simulatorName } from "../../declaration/simulator-name";

test.each([
  ["pulsecal", "pulsecal-api", "simulator-pulsecal-api"],
  ["travel-crm", "travel-crm-api", "simulator-travel-crm-api"],
  ["bakery", "bakery", "simulator-bakery"],
  ["shop", "api", "simulator-shop-api"],
  ["zoo", "zoology", "simulator-zoo-zoology"],
])("of the system %s the service %s is simulated by %s", (system, service, name) => {
  expect(simulatorName({ system, service })).toBe(name);
});
