/** Ctrl-C and SIGTERM end the work in an orderly way: what has begun comes to its end, nothing new begins. */
export function interruption(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) return;
    say(`${signal}: ends as soon as what has begun is done; the next up goes on from there`);
    // A terminal sends Ctrl-C to the engine as well, and a second signal would cut it off in the middle of a write.
    const engineKnows = signal === "SIGINT" && process.stdin.isTTY;
    if (engineKnows) setTimeout(() => controller.abort(), 60_000).unref();
    else controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return controller.signal;
}
