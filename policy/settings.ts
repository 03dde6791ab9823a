import { z } from "zod";

/** Numbers and lists that checks compare with, and their defaults. */
export const settingsSchema = z.strictObject({
  /** Where images may come from. */
  registries: z
    .array(z.string())
    .min(1)
    .default(["docker.io", "quay.io", "ghcr.io", "registry.k8s.io"])
    .describe("Registries that images may come from"),
  /** Services of type LoadBalancer or NodePort that are meant to be public, by name. */
  publicServices: z.array(z.string()).default([]).describe("Services that may be public, by name"),
  /** Ports that a container may publish on every address of its machine. */
  publicPorts: z.array(z.number().int()).default([]).describe("Ports that containers may publish"),
  /** Longest time between two scrapes. */
  scrapeSeconds: z.number().positive().default(15).describe("Longest time between two scrapes, seconds"),
  /** An SLO window of 30 days and two days more. */
  metricsDays: z.number().int().positive().default(32).describe("Least retention of metrics, days"),
  /** Share of the volume that Prometheus' blocks may take; the rest is for its WAL and head. */
  diskShare: z
    .number()
    .positive()
    .max(1)
    .default(0.85)
    .describe("Share of the volume for Prometheus' blocks"),
  /** Time that a shutdown takes at most. */
  stopSeconds: z.number().int().positive().default(30).describe("Least time for a shutdown, seconds"),
  /** From a failure to its alert. */
  detectionSeconds: z.number().positive().default(300).describe("Longest time to notice an outage, seconds"),
  /** Fewer characters make no strong password. */
  secretLength: z.number().int().positive().default(16).describe("Least length of a password"),
  /** Before a restore drill is too old to count. */
  drillDays: z.number().int().positive().default(90).describe("Longest age of a restore drill, days"),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});
