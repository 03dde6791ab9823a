import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/systems/newsletter-exporter.md"), "utf8");

test.each(["otlp-exporter.ts", "otlp-json.ts"])("the page shows %s as it is", (file) => {
  const source = readFileSync(join(root, "services/newsletter", file), "utf8");
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``);
});

test("the page links to files that exist", () => {
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(() => readFileSync(join(root, "docs/systems", link))).not.toThrow();
});

test("the exporter imports nothing but its own encoding", () => {
  const imports = ["otlp-exporter.ts", "otlp-json.ts"].flatMap((file) => [
    ...readFileSync(join(root, "services/newsletter", file), "utf8").matchAll(/from "([^"]+)"/g),
  ]);
  expect(new Set(imports.map(([, name]) => name))).toEqual(new Set(["./otlp-json"]));
});
