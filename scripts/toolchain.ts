/** `npm run toolchain -- [names…] [--json]`: has the named products on this machine, or all that `local` runs. */
import { Command } from "commander";
import pc from "picocolors";
import { obtainTool } from "../toolchain/obtain";
import { type Found, type Missing, ToolMissing } from "../toolchain/outcome";
import { type Product, products } from "../toolchain/versions";
import { localProducts } from "./stack/tools";

const isProduct = (name: string): name is Product => name in products;

const local: readonly Product[] = ["pulumi", ...localProducts];

const program = new Command("toolchain")
  .description("Find, download or build the servers and tools that belfry runs on this machine.")
  .argument(
    "[names...]",
    `products (default: all that the local platform runs): ${Object.keys(products).join(", ")}`,
  )
  .option("--json", "print the outcome as JSON instead of lines")
  .action(async (names: string[], { json = false }: { json?: boolean }) => {
    const unknown = names.filter((name) => !isProduct(name));
    if (unknown.length > 0)
      program.error(`unknown: ${unknown.join(", ")}. Known are ${Object.keys(products).join(", ")}`);
    const wanted = names.length > 0 ? names.filter(isProduct) : local;
    const outcomes: (Found | Missing)[] = [];
    for (const product of wanted) outcomes.push(await have(product, json));
    if (json) console.log(JSON.stringify(outcomes, null, 2));
    const missing = outcomes.flatMap((outcome) => ("fix" in outcome ? [outcome.product] : []));
    if (missing.length === 0) return;
    console.error(`\nMissing: ${missing.join(", ")}. Everything else can be used.`);
    process.exitCode = 1;
  });

/** One product at a time: two builds at once on a small machine help nobody. */
async function have(product: Product, json: boolean): Promise<Found | Missing> {
  const line = (text: string) => json || console.log(`${product.padEnd(20)} ${text}`);
  try {
    const found = await obtainTool(product, {
      onProgress: (text) => line(pc.dim(text)),
      signal: interrupted.signal,
    });
    line(`${pc.green(found.version.padEnd(12))} ${found.from.padEnd(8)} ${found.folder}`);
    return found;
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    console.error(pc.red(error.message));
    return error.missing;
  }
}

/** Ctrl-C ends the build that runs; what Go has compiled so far is kept and not compiled again. */
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));

program.parseAsync().catch((error: unknown) => {
  console.error(pc.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
});
