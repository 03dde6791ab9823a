import { join } from "node:path";
import { findTool } from "../toolchain/find";
import { binaryOf, isFound } from "../toolchain/outcome";
import type { Product } from "../toolchain/versions";
import { startLoki } from "./servers/loki";
import type { Server } from "./servers/server";
import type { TraceServer } from "./servers/tempo";
import { startTempo } from "./servers/tempo";

/** A program that proves something, or how to get it. */
export type Engine = { readonly program: string } | { readonly missing: string };

/** The programs of a product; never downloads or builds. */
export async function engine(product: Product, binary: string): Promise<Engine> {
  const found = await findTool(product);
  if (isFound(found)) return { program: binaryOf(found, binary) };
  return { missing: `${binary} cannot be had: ${found.fix}` };
}

/** A server that starts or runs, or how to get it. */
export type Running<S> = { readonly running: Promise<S> } | { readonly missing: string };

/** Servers that several areas ask. Each is started when it is first asked for, and that start is not waited for. */
export interface ProofServers {
  loki(): Promise<Running<Server>>;
  tempo(): Promise<Running<TraceServer>>;
  stop(): Promise<void>;
}

type Start<S> = (program: string, folder: string) => Promise<S>;

async function started<S>(product: Product, folder: string, start: Start<S>): Promise<Running<S>> {
  const found = await engine(product, product);
  if ("missing" in found) return found;
  const running = start(found.program, join(folder, product));
  // Whoever asks it hears why it did not start.
  running.catch(() => undefined);
  return { running };
}

async function stopped(server: Promise<Running<Server>> | undefined): Promise<void> {
  const known = await server;
  if (!known || "missing" in known) return;
  const running = await known.running.catch(() => undefined);
  await running?.stop();
}

/** The servers of one proof; they keep what they hold in the folder. */
export function proofServers(folder: string): ProofServers {
  let loki: Promise<Running<Server>> | undefined;
  let tempo: Promise<Running<TraceServer>> | undefined;
  return {
    loki: () => {
      loki ??= started("loki", folder, startLoki);
      return loki;
    },
    tempo: () => {
      tempo ??= started("tempo", folder, startTempo);
      return tempo;
    },
    stop: async () => {
      await Promise.all([stopped(loki), stopped(tempo)]);
    },
  };
}
