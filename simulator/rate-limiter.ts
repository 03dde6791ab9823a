import type { RateLimit } from "../declaration/checklist";
import { seconds } from "../telemetry/units";

interface Window {
  readonly endsAt: number;
  requests: number;
}

function covers({ paths, except = [] }: RateLimit, path: string): boolean {
  const excepted = except.some((one) => path === one || (one.endsWith("/") && path.startsWith(one)));
  return !excepted && (paths === "*" || path === paths || path.startsWith(`${paths}/`));
}

/** The limit that holds for a path: the longest that names it before the one for all. */
export function limitOf(limits: readonly RateLimit[], path: string): RateLimit | undefined {
  return limits
    .filter((limit) => covers(limit, path))
    .sort((a, b) => (b.paths === "*" ? 0 : b.paths.length) - (a.paths === "*" ? 0 : a.paths.length))[0];
}

/** Counts requests in fixed windows, as the declared limits say; who asks is told apart by address and path. */
export class RateLimiter {
  readonly #windows = new Map<string, Window>();

  constructor(private readonly limits: readonly RateLimit[]) {}

  /** The limit that refuses this request, if one does. */
  refusal(client: string, path: string, now = Date.now()): RateLimit | undefined {
    const limit = limitOf(this.limits, path);
    if (!limit) return undefined;
    const key = `${limit.paths} ${client} ${limit.per.includes("endpoint") ? path : ""}`;
    const known = this.#windows.get(key);
    const window =
      known && known.endsAt > now ? known : { endsAt: now + seconds(limit.window) * 1000, requests: 0 };
    window.requests += 1;
    this.#windows.set(key, window);
    if (this.#windows.size > mostWindows) this.#forget(now);
    return window.requests > limit.requests ? limit : undefined;
  }

  #forget(now: number): void {
    for (const [key, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(key);
  }
}

const mostWindows = 10_000;
