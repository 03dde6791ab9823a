import { seeded } from "../../declaration/random";
import { openMetrics } from "../panels/open-metrics";
import { seedOf, stepSeconds } from "../series/scenario";
import type { Server } from "../servers/server";
import type { Programs } from "./engine";
import { startOver, valuesAt } from "./engine";
import { endOfSeries, madeUp, queryLabel } from "./made-up";
import { narrowed, printTree } from "./print-tree";
import type { Tree } from "./tree";

/** What is to be shown to return something, on any series whatever. */
export interface Searched {
  readonly id: string;
  /** The same query with other values of its variables. */
  readonly trees: readonly Tree[];
  /** Seconds for which it must hold without a gap: the `for` of an alert. */
  readonly hold: number;
}

/** Attempts are made in rounds: most queries are shown in the first, for the others it is worth while to go on. */
const rounds = [4, 16, 120] as const;
export const attempts = rounds.reduce((sum, many) => sum + many, 0);
/** Queries that look back for weeks get fewer attempts: so many samples a query and round. */
const mostSamples = 400_000;
const atATime = 8;

interface Try {
  readonly searched: Searched;
  readonly query: string;
  readonly fewest: number;
  readonly samples: string;
}

const looksWithinHold = 12;

/** The query, and how many values it must have: with a hold, as many as there are looks within it. */
function holding(tree: Tree, hold: number): { query: string; fewest: number } {
  if (hold === 0) return { query: printTree(tree), fewest: 0 };
  const step = Math.max(stepSeconds, Math.ceil(hold / looksWithinHold / stepSeconds) * stepSeconds);
  const from = endOfSeries - hold - step;
  const fewest = Math.floor(endOfSeries / step) - Math.floor(from / step);
  return { query: `count_over_time((${printTree(tree)})[${hold + step}s:${step}s])`, fewest };
}

/** `place` is that among the queries of a round: with the number it tells the series of one attempt from all others. */
function tryOf(searched: Searched, place: number, number: number): Try | undefined {
  const tree = searched.trees[number % searched.trees.length];
  if (!tree) return undefined;
  const id = `${place} ${number}`;
  const random = seeded(seedOf(`${searched.id} ${number}`));
  const series = madeUp(tree, { id, number, hold: searched.hold, random });
  const steps = Math.max(1, ...series.map(({ samples }) => samples.length));
  const samples = openMetrics(series, endOfSeries - (steps - 1) * stepSeconds);
  const own = narrowed(tree, { name: queryLabel, type: "=", value: id });
  return { searched, samples, ...holding(own, searched.hold) };
}

function triesOf(all: readonly Searched[], from: number, to: number): readonly Try[] {
  return all.flatMap((searched, place) => {
    const tries: Try[] = [];
    let size = 0;
    for (let number = from; number < to && size < mostSamples * 100; number++) {
      const one = tryOf(searched, place, number);
      if (!one) break;
      size += one.samples.length;
      tries.push(one);
    }
    return tries;
  });
}

async function succeeds(server: Server, { query, fewest }: Try): Promise<boolean> {
  const values = await valuesAt(server, query, endOfSeries);
  return values.some((value) => fewest === 0 || value >= fewest);
}

/** The queries that have returned something, by id: on series that are made up by chance, evaluated by Prometheus. */
export async function shownToReturn(
  all: readonly Searched[],
  programs: Programs,
): Promise<ReadonlySet<string>> {
  const shown = new Set<string>();
  let from = 0;
  for (const many of rounds) {
    const open = all.filter(({ id }) => !shown.has(id));
    const tries = triesOf(open, from, from + many);
    from += many;
    if (tries.length === 0) continue;
    const server = await startOver(
      programs,
      `round-${from}`,
      tries.map(({ samples }) => samples),
    );
    const waiting = [...tries];
    const work = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        if (!shown.has(one.searched.id) && (await succeeds(server, one))) shown.add(one.searched.id);
      }
    };
    try {
      await Promise.all(Array.from({ length: atATime }, work));
    } finally {
      await server.stop();
    }
  }
  return shown;
}
