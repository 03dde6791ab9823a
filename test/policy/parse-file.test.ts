import { stringify } from "yaml";
import { documents, parseFile } from "../../policy/model/parse-file";

const resource = { id: "x", name: "x" };

test("a configuration that repeats itself by a thousand aliases is understood", () => {
  const pipeline = { receivers: ["otlp"], processors: ["redact"] };
  const names = Array.from({ length: 1000 }, (_, i) => [`logs/${i}`, pipeline] as const);
  const text = stringify({ service: { pipelines: Object.fromEntries(names) } });
  expect(text.match(/\*a1/g)).toHaveLength(999);
  expect(parseFile(resource, "/etc/otelcol/config.yaml", text).kind).toBe("collector");
  expect(documents(text)).toHaveLength(1);
});

test("aliases that grow for ever are refused", () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`);
  const text = ["a0: &a0 [lol]", ...laughs].join("\n");
  expect(() => documents(text)).toThrow("Excessive alias count");
  expect(parseFile(resource, "config.yaml", text)).toMatchObject({ kind: "other", data: null });
});
