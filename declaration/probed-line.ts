/** Lines of the production checklist (policy/checklist) that a request from outside can judge. */
export const probedLines = [
  "security.security-headers",
  "security.rate-limiting",
  "security.cors-origin",
  "security.health-without-internals",
  "security.metrics-internal",
  "security.tls",
] as const;
export type ProbedLine = (typeof probedLines)[number];

/** What was tried: a line of the checklist, for a service (`system/service`), in one respect. */
export interface Tried {
  readonly of: string;
  readonly line: ProbedLine;
  readonly check: string;
}
