import { setTimeout as wait } from "node:timers/promises";
import { turns } from "../../verify/turns";

test("runs so many at a time, each in its turn, and goes on after one that fails", async () => {
  const inTurn = turns(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const task = (n: number) => async () => {
    begun.push(n);
    running += 1;
    most = Math.max(most, running);
    await wait(5);
    running -= 1;
    if (n === 1) throw new Error("one failed");
    return n;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => inTurn(task(n))));
  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(results.map((one) => (one.status === "fulfilled" ? one.value : "failed"))).toEqual([
    0,
    "failed",
    2,
    3,
    4,
  ]);
});
