import { syntheticService } from "../../../scripts/bench/synthetic-service";

test("services that stand for many are declared as any is, each with its own name", () => {
  const ids = [0, 1, 999].map((n) => syntheticService(n).id);
  expect(ids).toEqual(["system-0/service-0", "system-1/service-1", "system-19/service-999"]);
});
