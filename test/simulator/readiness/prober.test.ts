import { ragbase } from "../../../services/ragbase";
import { listen } from "../../../simulator/listen";
import { Prober } from "../../../simulator/readiness/prober";

jest.setTimeout(60_000);

test("tells of each line that was tried, and of a service without an answer nothing but that", async () => {
  jest.spyOn(console, "error").mockImplementation(() => undefined);
  const server = await listen("127.0.0.1", 0, () => ({ status: 200, body: {} }));
  const judged: string[] = [];
  let unanswered = 0;
  const prober = new Prober({
    targets: [
      { service: ragbase, url: `http://127.0.0.1:${server.port}`, isPublic: false },
      { service: ragbase, url: "http://127.0.0.1:1", isPublic: false },
    ],
    judged: ({ of, line, check }, passed, seconds) => {
      judged.push(`${of} ${line} ${check} ${passed}`);
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(60);
    },
    unanswered: () => {
      unanswered += 1;
    },
    firstMs: 0,
    againMs: 60_000,
  });
  const deadline = Date.now() + 20_000;
  while ((judged.length < 5 || unanswered < 5) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  prober.stop();
  await server.close();
  expect(judged.sort()).toEqual([
    "ragbase/ragbase-backend security.cors-origin foreign origin true",
    "ragbase/ragbase-backend security.health-without-internals body of health true",
    "ragbase/ragbase-backend security.health-without-internals body of live true",
    "ragbase/ragbase-backend security.rate-limiting limit of * false",
    "ragbase/ragbase-backend security.security-headers headers of health false",
  ]);
  expect(unanswered).toBe(5);
});
