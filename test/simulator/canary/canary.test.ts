import type { CanaryOptions } from "../../../simulator/canary/canary";
import { Canary } from "../../../simulator/canary/canary";
import type { Courier, Message } from "../../../simulator/canary/courier";
import { eventually } from "../fixture";

const running: Canary<string>[] = [];
afterEach(() => {
  for (const canary of running.splice(0)) canary.stop();
});

/** A canary in a hurry, and what it says of each record. */
function release(courier: Partial<Courier>, options: Partial<CanaryOptions<string>> = {}) {
  const sent: Message[] = [];
  const said: string[] = [];
  const send = async (message: Message) => void sent.push(message);
  const logbook = {
    sent: (path: string) => void said.push(`sent ${path}`),
    found: (path: string, seconds: number) => void said.push(`found ${path} ${seconds < 1}`),
    lost: (path: string) => void said.push(`lost ${path}`),
  };
  const couriers = [{ path: "log", send, isThere: async () => true, ...courier }];
  const canary = new Canary({ couriers, logbook, everyMs: 60_000, lookMs: 5, patienceMs: 60, ...options });
  running.push(canary);
  return { canary, sent, said };
}

test("a record that is there is found, with the time that it took", async () => {
  const { said } = release({});
  expect(await eventually(() => said.length === 2 && said)).toEqual(["sent log", "found log true"]);
});

test("it looks again until the record is there", async () => {
  let looks = 0;
  const { said } = release({ isThere: async () => ++looks === 3 });
  await eventually(() => said.includes("found log true"));
  expect(looks).toBe(3);
});

test.each<[string, Partial<Courier>]>([
  ["is nowhere", { isThere: async () => false }],
  ["cannot be asked for", { isThere: () => Promise.reject(new Error("ECONNREFUSED")) }],
])("a record that %s is lost when the time is up, once", async (_, courier) => {
  const { said } = release(courier);
  await eventually(() => said.length === 2);
  await new Promise((done) => setTimeout(done, 50));
  expect(said).toEqual(["sent log", "lost log"]);
});

test("a record that nobody takes in is lost like any other", async () => {
  const error = jest.spyOn(console, "error").mockImplementation();
  const { said } = release({ send: () => Promise.reject(new Error("refused")), isThere: async () => false });
  await eventually(() => said.includes("lost log"));
  expect(error).toHaveBeenCalledWith("log: refused");
  error.mockRestore();
});

test("every record has a number of its own, long enough for a trace", async () => {
  const { sent } = release({}, { everyMs: 5 });
  await eventually(() => sent.length > 4);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
  for (const { id } of sent) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

test("what is on its way when it ends is neither found nor lost", async () => {
  const { canary, said } = release({ isThere: async () => false });
  canary.stop();
  await new Promise((done) => setTimeout(done, 100));
  expect(said).toEqual(["sent log"]);
});
