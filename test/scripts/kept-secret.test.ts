import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackLocations } from "../../platforms/local/locations";
import { keptSecret } from "../../scripts/stack/kept-secret";

const home = mkdtempSync(join(tmpdir(), "belfry-secret-"));
afterAll(() => rmSync(home, { recursive: true }));
const places = stackLocations("local", { BELFRY_HOME: home });

test("says to bring the stack up where it has none", () => {
  expect(() => keptSecret(places, "grafana-admin")).toThrow(
    "The stack local keeps no secret grafana-admin. Fix: npm run up -- local.",
  );
});

test("prints the secret that the server reads, or names those that there are", () => {
  for (const [unit, file, text] of [
    ["grafana", "_run_secrets_grafana-admin", "abc"],
    ["postgres", "_run_secrets_postgres-password", "def"],
  ] as const) {
    mkdirSync(join(places.secrets, unit), { recursive: true });
    writeFileSync(join(places.secrets, unit, file), text);
  }
  expect(keptSecret(places, "grafana-admin")).toBe("abc");
  expect(() => keptSecret(places, "admin")).toThrow(
    "The stack local keeps no secret admin. Fix: name one of grafana-admin, postgres-password.",
  );
});
