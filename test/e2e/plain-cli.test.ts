import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedStack } from "./support/shared-stack";

const repository = join(__dirname, "../..");

/** A CLI built from its Go module lacks the language host of the official one; the test brings its own. */
function languageHost(): string {
  const bin = mkdtempSync(join(tmpdir(), "belfry-host-"));
  const loader = join(repository, "node_modules/tsx/dist/loader.mjs");
  const host = join(__dirname, "support/language-host.ts");
  writeFileSync(
    join(bin, "pulumi-language-nodejs"),
    `#!/bin/sh\nexec node --import '${loader}' '${host}' "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return bin;
}

function shell(script: string): Promise<{ code: number; out: string }> {
  const { env, name } = sharedStack();
  return new Promise((resolve) => {
    const settings = {
      cwd: repository,
      env: { ...env, HOST: languageHost(), STACK: name },
      timeout: 200_000,
    };
    execFile("sh", ["-c", script], settings, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, out: stdout + stderr }),
    );
  });
}

const before = 'eval "$(npm run -s env)" && PATH="$HOST:$PATH" &&';

test("a plain pulumi previews what the scripts brought up, and finds nothing to change", async () => {
  const { code, out } = await shell(
    `${before} pulumi preview -s "$STACK" --non-interactive --expect-no-changes`,
  );
  expect(out).toContain("unchanged");
  expect(out).not.toMatch(/to (create|update|delete|replace)/);
  expect(code).toBe(0);
});

test("a plain pulumi tells what is wrong with the configuration, without a stack trace", async () => {
  const { code, out } = await shell(
    // The CLI keeps what -c sets, so it is taken out again.
    `${before} { pulumi preview -s "$STACK" --non-interactive -c belfry:scrapeIntervall=15s; code=$?; pulumi config rm -s "$STACK" belfry:scrapeIntervall; exit $code; }`,
  );
  expect(code).toBe(1);
  expect(out).toContain("belfry:scrapeIntervall is not a key");
  expect(out).not.toMatch(/\n\s+at .*\.ts:\d+/);
});

test("no command leaves a trace in the clone", async () => {
  const { out } = await shell("git status --porcelain --ignored -- 'Pulumi*'");
  expect(out).toBe("");
});
