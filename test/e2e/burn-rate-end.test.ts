import { firing, healthy, hour, promise, requests, step } from "./support/burning";

// When the alerts of SLOs are over, and when what burns on is told again.

const outage = { lasts: 10 * 60, perSecond: 10, bad: 1 };
const began = healthy.lasts;
const ended = began + outage.lasts;

test("the fast tier is over five minutes after the errors are", async () => {
  const after = { lasts: hour, perSecond: 10, bad: 0 };
  const fired = await firing(promise, requests([healthy, outage, after]), ended + hour);
  const over = (fired.fast?.last ?? 0) - ended;
  expect(over).toBeGreaterThan(0);
  expect(over).toBeLessThanOrEqual(300 + step);
});

test("what the fast tier has told is not told again by a slower one when it is over", async () => {
  const after = { lasts: 8 * hour, perSecond: 10, bad: 0 };
  const fired = await firing(promise, requests([healthy, outage, after]), ended + after.lasts);
  const last = fired.fast?.last;
  expect(fired).toEqual({
    fast: { first: fired.fast?.first, last },
    // Alertmanager holds them back while the fast one fires.
    moderate: { first: fired.moderate?.first, last },
    slow: { first: fired.slow?.first, last },
    creeping: { first: fired.creeping?.first, last },
  });
}, 120_000);

test.each([
  ["moderate", 0.01, 30 * 60],
  ["slow", 0.004, 2 * hour],
  ["creeping", 0.002, 6 * hour],
] as const)(
  "what burns on at the %s pace is told once its short window holds nothing of the outage any more",
  async (tier, bad, short) => {
    const until = async (seconds: number) => {
      const after = { lasts: seconds - ended, perSecond: 10, bad };
      return firing(promise, requests([healthy, outage, after]), seconds);
    };
    const before = await until(ended + short);
    expect(before[tier]?.last).toBe(before.fast?.last);
    const later = ended + short + 15 * 60;
    const after = await until(later);
    expect(after.fast?.last).toBe(before.fast?.last);
    expect(after[tier]?.last).toBe(later);
  },
  120_000,
);
