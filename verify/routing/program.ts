import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheAt } from "../../toolchain/locations";
import { run } from "../../toolchain/run";
import type { Engine } from "../engines";

const source = join(__dirname, "go");

/** Its name says what it was built from, so that a changed source is another program. */
async function cachedPath(): Promise<string> {
  const files = await Promise.all(
    ["main.go", "go.mod", "go.sum"].map((name) => readFile(join(source, name))),
  );
  const hash = createHash("sha256");
  for (const file of files) hash.update(file);
  return join(cacheAt().folder, "verify", `routing-${hash.digest("hex").slice(0, 16)}`);
}

/** The program that asks Alertmanager's own code; it is built once, which takes a minute or three. */
export async function routingProgram(): Promise<Engine> {
  const path = await cachedPath();
  const known = await access(path).then(
    () => true,
    () => false,
  );
  if (known) return { program: path };
  const unfinished = `${path}.${process.pid}`;
  await mkdir(join(path, ".."), { recursive: true });
  try {
    const env = { ...process.env, CGO_ENABLED: "0" };
    await run("go", ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", unfinished, "."], {
      cwd: source,
      env,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { missing: `the routing program cannot be built: ${why}. Fix: install Go 1.25 or later` };
  }
  await rename(unfinished, path);
  return { program: path };
}
