/** What every way of making a product takes and gives. */
import type { Cache } from "./locations";
import type { Tool } from "./tool";
import type { Product } from "./versions";

export interface WayContext {
  readonly product: Product;
  readonly tool: Tool;
  readonly cache: Cache;
  /** An absent folder that the way fills; it becomes the product's folder in one rename. */
  readonly staging: string;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Fills the staging folder and returns the version it holds; throws with a reason that people can read. */
export type Way = (context: WayContext) => Promise<string>;
