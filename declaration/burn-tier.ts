/** How fast a budget burns, fastest first; the value of the label `tier`. */
export const burnTiers = ["fast", "moderate", "slow", "creeping"] as const;
export type BurnTier = (typeof burnTiers)[number];
