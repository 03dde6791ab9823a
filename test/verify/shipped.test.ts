import { loadCatalog } from "../../catalog";
import { contentToProve } from "../../scripts/verify/content";
import { shippedChecks } from "../../verify/alerts/prove";
import { groupsOf } from "../../verify/alerts/rule-groups";

const services = loadCatalog().filter(({ id }) => id === "pulsecal/pulsecal-api");
const content = contentToProve(services, []);
const promql = groupsOf(content.rules, services);
const logql = groupsOf(content.logRules, services);

function missing(groups: Parameters<typeof shippedChecks>[1]): readonly string[] {
  return shippedChecks(services, groups).flatMap(({ outcome, subject }) =>
    outcome === "failed" ? [subject] : [],
  );
}

test("every alert of a service is shipped, those over logs among them", () => {
  expect(missing({ promql, logql })).toEqual([]);
  expect(missing({ promql, logql: [] })).toEqual(["pulsecal/pulsecal-api/RateLimitingIssues"]);
  expect(missing({ promql: [], logql })).toHaveLength(promql.flatMap(({ rules }) => rules).length);
});

test("an alert that is shipped twice is noticed", () => {
  expect(missing({ promql, logql: [...logql, ...logql] })).toEqual([
    "pulsecal/pulsecal-api/RateLimitingIssues",
  ]);
});
