import { z } from "zod";
import { listeners } from "../../platforms/local/listeners";
import { ask, type EngineFacts } from "./engine";
import type { StackNeeds } from "./needs";
import type { Present } from "./problems";
import { portsIn } from "./published";
import { mibOf } from "./stats";

const container = z.object({ Names: z.string(), Ports: z.string() });
const volume = z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullable() });

/** Looks at what is there; changes nothing. */
export async function presentOn(engine: EngineFacts, needs: StackNeeds): Promise<Present> {
  const published = await publishedBy();
  const listening = listeners();
  return {
    engine,
    heldMib: await heldBy(needs.containers),
    data: await dataOf([...needs.data.keys()]),
    takenBy: (port) => {
      const owner = published.get(`${port.number}/${port.protocol}`);
      if (owner === port.container) return undefined;
      if (owner !== undefined) return `the container ${owner}`;
      const listener = listening.find((one) => one.port === port.number && one.protocol === port.protocol);
      if (!listener) return undefined;
      const process = listener.owner();
      return process ? `process ${process.pid} (${process.command})` : "another user's process";
    },
  };
}

/** Which container has which port of the machine: `0.0.0.0:3000->3000/tcp, …`. */
async function publishedBy(): Promise<ReadonlyMap<string, string>> {
  const lines = (await ask("ps", "--no-trunc", "--format", "{{json .}}")).split("\n").filter(Boolean);
  return new Map(
    lines
      .map((line) => container.parse(JSON.parse(line)))
      .flatMap(({ Names, Ports }) =>
        portsIn(Ports).map(({ number, protocol }) => [`${number}/${protocol}`, Names] as const),
      ),
  );
}

/** Memory that those containers use, as far as they run. */
async function heldBy(names: readonly string[]): Promise<number> {
  const running = (await ask("ps", "--format", "{{.Names}}")).split("\n");
  const own = running.filter((name) => names.includes(name));
  if (own.length === 0) return 0;
  const used = await ask("stats", "--no-stream", "--format", "{{.MemUsage}}", ...own);
  return Math.floor(used.split("\n").reduce((sum, line) => sum + mibOf(line), 0));
}

async function dataOf(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const there = new Set((await ask("volume", "ls", "--quiet")).split("\n"));
  const known = names.filter((name) => there.has(name));
  if (known.length === 0) return new Map();
  const found = z.array(volume).parse(JSON.parse(await ask("volume", "inspect", ...known)));
  return new Map(
    found.flatMap(({ Name, Labels }) => {
      const made = Labels?.["dev.belfry.data"];
      return made === undefined ? [] : [[Name, made] as const];
    }),
  );
}
