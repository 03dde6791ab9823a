import type { Maintenance } from "./declaration/maintenance";

/**
 * Planned work, of every environment: while it lasts, alerts of what it concerns tell nobody. What is over is named by
 * `npm run verify` until it is removed; docs/routing.md shows one.
 */
export const maintenance: readonly Maintenance[] = [];
