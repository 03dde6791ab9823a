import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackLocations } from "../../platforms/local/locations";

/** Every secret file of a stack by its name: the last part of the path at which its server finds it. */
function secretFiles({ secrets }: StackLocations): ReadonlyMap<string, string> {
  if (!existsSync(secrets)) return new Map();
  const files = readdirSync(secrets).flatMap((unit) =>
    readdirSync(join(secrets, unit)).map((file) => join(secrets, unit, file)),
  );
  return new Map(files.map((file) => [file.slice(file.lastIndexOf("_") + 1), file]));
}

/** A secret that was generated for a local stack, as its server reads it. */
export function keptSecret(places: StackLocations, name: string): string {
  const files = secretFiles(places);
  const file = files.get(name);
  if (file !== undefined) return readFileSync(file, "utf8");
  const known = [...files.keys()].sort().join(", ");
  const fix = known ? `Fix: name one of ${known}.` : `Fix: npm run up -- ${places.name}.`;
  throw new Error(`The stack ${places.name} keeps no secret ${name}. ${fix}`);
}
