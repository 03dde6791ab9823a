import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Incoming } from "../../simulator/inbox/message";
import { MessageStore } from "../../simulator/inbox/store";

const folder = () => mkdtempSync(join(tmpdir(), "belfry-inbox-"));
const message = (text: string, more: Partial<Incoming> = {}): Incoming => ({
  channel: "slack",
  system: "shop",
  status: "firing",
  text,
  raw: { text },
  ...more,
});
const texts = (store: MessageStore) => store.list().map(({ text }) => text);
const linesOf = (dir: string) => readFileSync(join(dir, "messages.jsonl"), "utf8").trimEnd().split("\n");

test("keeps messages over a restart, and goes on counting", () => {
  const dir = folder();
  const first = new MessageStore(dir).add(message("one"));
  const again = new MessageStore(dir);
  const second = again.add(message("two"));
  expect(again.list()).toEqual([first, second]);
  expect([first.id, second.id]).toEqual([1, 2]);
});

test("keeps the last messages only, in memory and on disk", () => {
  const dir = folder();
  const store = new MessageStore(dir, { messages: 3 });
  for (let i = 1; i <= 10; i++) store.add(message(`m${i}`));
  expect(texts(store)).toEqual(["m8", "m9", "m10"]);
  expect(linesOf(dir).length).toBeLessThanOrEqual(6);
  expect(texts(new MessageStore(dir, { messages: 3 }))).toEqual(["m8", "m9", "m10"]);
});

test("keeps no more bytes than allowed, but always the last message", () => {
  const store = new MessageStore(folder(), { bytes: 400 });
  for (let i = 1; i <= 10; i++) store.add(message(`m${i}`, { raw: "x".repeat(50) }));
  expect(texts(store)).toEqual(["m9", "m10"]);
  store.add(message("large", { raw: "x".repeat(1000) }));
  expect(texts(store)).toEqual(["large"]);
});

test("cuts off a body that is too long", () => {
  const store = new MessageStore(folder(), { raw: 10 });
  expect(store.add(message("m", { raw: { a: "12345678" } })).raw).toBe('{"a":"1234');
  expect(store.add(message("m", { raw: { a: 1 } })).raw).toEqual({ a: 1 });
});

test("keeps only the last message of the dead man's switch", () => {
  const store = new MessageStore(folder());
  for (const text of ["alive 1", "alive 2"]) store.add(message(text, { channel: "deadman" }));
  store.add(message("one"));
  store.add(message("alive 3", { channel: "deadman" }));
  expect(texts(store)).toEqual(["one", "alive 3"]);
});

test("a line that a crash has cut off is left out", () => {
  const dir = folder();
  new MessageStore(dir).add(message("one"));
  appendFileSync(join(dir, "messages.jsonl"), '{"id":2,"time":"20');
  expect(texts(new MessageStore(dir))).toEqual(["one"]);
});

test("can be asked by channel, system and time, and emptied", () => {
  const store = new MessageStore(folder());
  const one = store.add(message("one"));
  const two = store.add(message("two", { channel: "email", system: "crm" }));
  expect(store.list({ channel: "email" })).toEqual([two]);
  expect(store.list({ system: "shop" })).toEqual([one]);
  expect(store.list({ since: new Date(Date.now() + 1000) })).toEqual([]);
  expect(store.list({ since: new Date(one.time) })).toEqual([one, two]);
  store.clear();
  expect(store.list()).toEqual([]);
});
