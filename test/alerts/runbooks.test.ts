import { runbookFiles } from "../../alerts/runbooks";
import { errorRate, runbook, settings, shop, shopWith } from "./shop";

test("writes a runbook for every alert, the generated one too", () => {
  expect(Object.keys(runbookFiles([shop], settings))).toEqual([
    "shop/shop-api/HighErrorRate.md",
    "shop/shop-api/QueueFull.md",
    "shop/shop-api/TypeRepeats.md",
    "shop/shop-api/ServiceDown.md",
    "shop/shop-api/TargetMissing.md",
  ]);
});

test("tells meaning, impact, the very query, where to look, what to do and whom to get", () => {
  const text = runbookFiles([shop], settings)["shop/shop-api/TypeRepeats.md"] ?? "";
  expect(text.replaceAll(/belfry-(\w+)-\w{20}/g, "belfry-$1-…")).toBe(`# TypeRepeats

shop/shop-api, warning. Sells things.

## Meaning

Requests fail more often than is normal.

## Impact

Customers cannot buy.

## Fires when

The value is at least 5; the first evaluation fires.

\`\`\`logql
sum by (type) (count_over_time({system="shop", service="shop-api", level="error"} [1h])) >= 5
\`\`\`

## Where to look

Dashboard: <https://grafana.example/d/belfry-service-…>

The number and its threshold: <https://grafana.example/d/belfry-runbook-…?viewPanel=2>

The lines that it counts:

\`\`\`logql
{system="shop", service="shop-api", level="error"}
\`\`\`

Error lines:

\`\`\`logql
{system="shop", service="shop-api", level=~"error|critical"}
\`\`\`

## First steps

1. Look which route fails.
2. Read its error lines.

## Mitigation

1. Roll the last deploy back.

## Escalation

It does not escalate by itself. When you cannot mend it, get the head of sales.

## Owner

Team sellers, told by webhook.
`);
});

test("tells the author's escalation first, then what happens by itself", () => {
  const urgent = { ...errorRate, runbook: { ...runbook, escalation: "Call the bank." } };
  const text = runbookFiles([shopWith({ alerts: [urgent] })], settings)["shop/shop-api/HighErrorRate.md"];
  expect(text).toContain(
    "Call the bank.\n\nStill firing after 15 minutes: the head of sales is told by pagerduty.",
  );
  expect(text).toContain("The value is above 5%, for 5 minutes.");
});

test.each([
  ["meaning", { meaning: "TODO: explain it" }, "TODO: explain it"],
  ["impact", { impact: "Bad." }, "Bad."],
  ["diagnosis", { diagnosis: ["Look."] as const }, "Look."],
  ["mitigation", { mitigation: ["to be written later on"] as const }, "to be written later on"],
  ["escalation", { escalation: "tbd" }, "tbd"],
])("refuses a stub of the %s", (section, change, text) => {
  const stub = { ...errorRate, runbook: { ...runbook, ...change } };
  expect(() => runbookFiles([shopWith({ alerts: [stub] })], settings)).toThrow(
    `shop/shop-api, alert HighErrorRate, runbook: its ${section} says "${text}", which is a stub\n  fix: write what the person who is woken must know`,
  );
});
