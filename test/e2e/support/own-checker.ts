import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { findTool } from "../../../toolchain/find";
import { binaryOf, isFound } from "../../../toolchain/outcome";
import type { Product } from "../../../toolchain/versions";

/** A server's own program for judging a configuration, and how it is asked. */
export interface OwnChecker {
  readonly product: Product;
  readonly binary: string;
  readonly args: (file: string) => readonly string[];
  /** @default none besides this process' own */
  readonly env?: Readonly<Record<string, string>>;
}

/** What it says of a configuration, which is written to the file. */
export async function judge({ product, binary, args, env }: OwnChecker, config: unknown, file: string) {
  const found = await findTool(product);
  if (!isFound(found)) throw new Error(`${product} is missing: ${found.fix}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stringify(config));
  const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(binaryOf(found, binary), args(file), options);
  return { status, output: stdout + stderr };
}
