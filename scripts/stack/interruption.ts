/** Ctrl-C or SIGTERM, as the two who must hear of it do. */
export interface Interruption {
  /** For whatever has not begun yet. */
  readonly asked: AbortSignal;
  /** For the engine: it is told only where the terminal has not told it already. */
  readonly engine: AbortSignal;
}

/** How long an engine that was told by the terminal may take before it is told again. */
const patienceMs = 60_000;

/** An orderly end: what has begun comes to its end, nothing new begins. */
export function interruption(say: (line: string) => void): Interruption {
  const asked = new AbortController();
  const engine = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked.signal.aborted) return;
    say(`${signal}: ends as soon as what has begun is done`);
    asked.abort(new Error("Interrupted. The next npm run up goes on from there."));
    // A terminal sends Ctrl-C to the engine as well, and a second signal would cut it off in the middle of a write.
    if (signal === "SIGINT" && process.stdin.isTTY) setTimeout(() => engine.abort(), patienceMs).unref();
    else engine.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return { asked: asked.signal, engine: engine.signal };
}

/** For a command that a signal may simply end. */
export const uninterrupted: Interruption = {
  asked: new AbortController().signal,
  engine: new AbortController().signal,
};
