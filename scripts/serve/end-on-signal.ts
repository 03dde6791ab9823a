/** How long an end may take, in milliseconds: nobody is kept waiting for a receiver that is gone. */
const patience = 800;

/** At the first SIGTERM or SIGINT closes what is open, and ends the process. */
export function endOnSignal(close: () => Promise<unknown>): void {
  const end = async () => {
    setTimeout(() => process.exit(0), patience).unref();
    await close();
    process.exit(0);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}
