import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

const folders = ["alerts", "components", "declaration", "platforms", "scripts", "toolchain"];
const sources = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith(".ts"))
  .concat("receivers.ts")
  .map((file) => readFileSync(join(root, file), "utf8"))
  // A placeholder may stand in the middle of a message.
  .map((text) => text.replace(/\$\{[^}]*\}/g, "…"))
  .join("\n");

const messages = [
  ...readFileSync(join(root, "docs/troubleshooting.md"), "utf8").matchAll(/^\| `([^`]+)` \|/gm),
];

test("has a row for the usual messages", () => expect(messages.length).toBeGreaterThan(12));

test.each(messages.map(([, message = ""]) => [message]))("belfry still says: %s", (message) => {
  expect(sources).toContain(message);
});
