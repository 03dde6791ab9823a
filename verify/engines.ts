import { findTool } from "../toolchain/find";
import { binaryOf, isFound } from "../toolchain/outcome";
import type { Product } from "../toolchain/versions";

/** A program that proves something, or how to get it. */
export type Engine = { readonly program: string } | { readonly missing: string };

/** The programs of a product; never downloads or builds. */
export async function engine(product: Product, binary: string): Promise<Engine> {
  const found = await findTool(product);
  if (isFound(found)) return { program: binaryOf(found, binary) };
  return { missing: `${binary} cannot be had: ${found.fix}` };
}
