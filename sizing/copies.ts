/** What a stack promises: one copy of each server, or as many as survive the loss of a node. */
export const stackSizes = ["small", "standard"] as const;
export type StackSizeName = (typeof stackSizes)[number];

/**
 * Copies of each server, by its name; what is not named has one. Three where most of them must agree (Loki's ring) or
 * where one may be away while another is made anew (Alertmanager), two where each has everything or keeps nothing.
 * PostgreSQL and Redis have one, with volume and backup: docs/decisions/0016-size-standard.md says why.
 */
export const copies: Readonly<Record<StackSizeName, Readonly<Record<string, number>>>> = {
  small: {},
  standard: {
    prometheus: 2,
    "thanos-query": 2,
    alertmanager: 3,
    grafana: 2,
    loki: 3,
    tempo: 2,
    collector: 2,
  },
};
