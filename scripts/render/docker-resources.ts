import { z } from "zod";

/** A container as the Docker platform asks for it. */
export const container = z.object({
  name: z.string(),
  image: z.string(),
  labels: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
  entrypoints: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  envs: z.array(z.string()).optional(),
  user: z.string(),
  restart: z.string(),
  networkMode: z.string().optional(),
  networksAdvanced: z
    .array(z.object({ name: z.string(), aliases: z.array(z.string()).optional() }))
    .optional(),
  volumes: z.array(
    z.object({
      volumeName: z.string().optional(),
      hostPath: z.string().optional(),
      containerPath: z.string(),
      readOnly: z.boolean().optional(),
    }),
  ),
  ports: z
    .array(z.object({ internal: z.number(), external: z.number(), ip: z.string(), protocol: z.string() }))
    .optional(),
  healthcheck: z
    .object({
      tests: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      startPeriod: z.string(),
    })
    .optional(),
  memory: z.number().optional(),
  memorySwap: z.number().optional(),
  memoryReservation: z.number().optional(),
  cpus: z.string().optional(),
  stopTimeout: z.number().optional(),
  readOnly: z.boolean().optional(),
  capabilities: z.object({ drops: z.array(z.string()), adds: z.array(z.string()).optional() }),
  securityOpts: z.array(z.string()),
  tmpfs: z.record(z.string(), z.string()).optional(),
  logDriver: z.string().optional(),
  logOpts: z.record(z.string(), z.string()).optional(),
  uploads: z.array(z.object({ file: z.string(), content: z.string() })).optional(),
});
export type Container = z.infer<typeof container>;

/** A network of the stack. */
export const network = z.object({ name: z.string(), internal: z.boolean() });

/** An image that is made from this clone. */
export const built = z.object({
  imageName: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }),
});
export type Build = z.infer<typeof built>["build"];

/** A named volume. */
export const volume = z.object({
  name: z.string(),
  labels: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
});
