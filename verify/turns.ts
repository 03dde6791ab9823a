import { availableParallelism } from "node:os";

/** Runs tasks, so many at a time; the others wait in the order in which they came. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

/** More programs at a time than there are processors take longer, and more memory. */
export function turns(most = availableParallelism()): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  const handOver = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (task) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return task().finally(handOver);
  };
}
