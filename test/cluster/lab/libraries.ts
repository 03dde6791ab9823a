import { run } from "../../../toolchain/run";
import type { Layer } from "./image";

/**
 * The layer with the libraries that some of its programs need, where the programs look for them: those of the machine,
 * as its own loader finds them. What lies below a folder of the layer (an unpacked package) is there already.
 */
export async function withLibraries(layer: Layer, programs: readonly string[]): Promise<Layer> {
  const there = Object.values(layer);
  const found: Record<string, string> = { ...layer };
  for (const program of programs) {
    for (const library of await librariesOf(program, there)) {
      if (!there.some((source) => library.startsWith(`${source}/`))) found[library.slice(1)] = library;
    }
  }
  return found;
}

/** None for a static program; `beside`: folders that come first. */
async function librariesOf(program: string, beside: readonly string[]): Promise<readonly string[]> {
  const env = { ...process.env, LD_LIBRARY_PATH: beside.join(":") };
  const { stdout } = await run("ldd", [program], { env }).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line) => /(?:=>)?\s*(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
