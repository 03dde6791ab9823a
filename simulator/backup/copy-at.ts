import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The copy that a path names: itself, or the newest one in the folder that it is. `ending` is how a product's copies end. */
export function copyAt(path: string, ending: string): string {
  if (!existsSync(path)) throw new Error(`There is no ${path}. Fix: name a copy, or the folder of copies.`);
  if (!statSync(path).isDirectory()) return path;
  const made = readdirSync(path).filter((name) => /^\d+\./.test(name) && name.endsWith(`.${ending}`));
  const newest = made.toSorted((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))[0];
  if (newest === undefined) throw new Error(`${path} holds no copy that ends with .${ending}.`);
  return join(path, newest);
}
