import type { Exemption } from "./exemption";

/** What belfry accepts of its own stack: each with whose decision it is, and its last day. */
export const exemptions: readonly Exemption[] = [];
