import { readdirSync } from "node:fs";
import { join } from "node:path";
import { differences, errorsIn, pairsOf, withoutDirectives } from "./compiler";

const files = readdirSync(__dirname)
  .filter((name) => name.endsWith(".types.ts"))
  .map((name) => join(__dirname, name));

const pairs = files.flatMap((file) => pairsOf(file).map((pair) => ({ file, ...pair })));
const cases = pairs.map((pair) => [`${pair.reason}: ${pair.wrong}`, pair] as const);

const asWritten = errorsIn(files);
const unguarded = errorsIn(files, withoutDirectives);

test("there are at least 25 pairs in each place where a name can be wrong", () => {
  expect(files).toHaveLength(3);
  expect(pairs.length).toBeGreaterThanOrEqual(75);
});

test("all twins compile, and nothing is expected to fail that does not", () => {
  expect([...asWritten.values()].flat().map(({ messageText }) => messageText)).toEqual([]);
});

test.each(cases)("%s", (_, { file, from, to, wrong, twin }) => {
  expect(differences(wrong, twin)).toHaveLength(1);
  const errors = (unguarded.get(file) ?? []).filter(({ start = -1 }) => start >= from && start < to);
  expect(errors).toHaveLength(1);
});

test("there is no error but those of the pairs", () => {
  expect([...unguarded.values()].flat()).toHaveLength(pairs.length);
});
