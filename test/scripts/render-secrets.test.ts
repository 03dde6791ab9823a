import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackConfig } from "../../scripts/render/stack-config";
import { writeStack } from "../../scripts/render/write";

const folder = mkdtempSync(join(tmpdir(), "belfry-written-"));
const secrets = join(folder, "secrets");
const config = stackConfig(join(__dirname, "../.."), "dev");

afterAll(() => rmSync(folder, { recursive: true }));

function files(below: string): readonly string[] {
  return readdirSync(below, { recursive: true, encoding: "utf8" })
    .map((path) => join(below, path))
    .filter((path) => statSync(path).isFile())
    .sort();
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const texts = () => files(secrets).map((path) => [path, readFileSync(path, "utf8")]);

test("secrets are only their owner's to read, and a second render keeps every one of them", async () => {
  await writeStack("dev", config, folder);
  const first = texts();
  expect(first.length).toBeGreaterThan(20);
  expect(mode(secrets)).toBe("700");
  expect(first.map(([path = ""]) => mode(path))).toEqual(first.map(() => "600"));
  expect(mode(join(folder, "compose.yaml"))).toBe("644");

  // Somebody has opened one meanwhile.
  chmodSync(join(secrets, "passwords.txt"), 0o644);
  await writeStack("dev", config, folder);
  expect(texts()).toEqual(first);
  expect(mode(join(secrets, "passwords.txt"))).toBe("600");
}, 120_000);
