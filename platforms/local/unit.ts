import { z } from "zod";

const probe = z.strictObject({
  check: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("http"), url: z.string() }),
    z.strictObject({ kind: z.literal("tcp"), port: z.number().int() }),
    z.strictObject({ kind: z.literal("exec"), argv: z.array(z.string()).min(1) }),
  ]),
  initialDelaySeconds: z.number(),
  periodSeconds: z.number(),
  timeoutSeconds: z.number(),
  failureThreshold: z.number().int(),
});

const reload = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("itself") }),
  z.strictObject({ by: z.literal("http"), url: z.string() }),
  z.strictObject({ by: z.literal("signal"), signal: z.literal("SIGHUP") }),
]);

/** One process as the supervisor keeps it: plain data without a secret, so that it may be recorded. */
export const unitSpec = z.strictObject({
  name: z.string(),
  /** For people: what `status` shows. */
  version: z.string(),
  url: z.string(),
  argv: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  /** The container's user; dropped to when the supervisor is root. */
  user: z.number().int(),
  /** RLIMIT_DATA, which counts what is mapped and not what is resident. */
  memoryMib: z.number(),
  readiness: probe,
  liveness: probe,
  /** How long a start may take. */
  readyWithinSeconds: z.number(),
  /** Run once before the first start, unless the path exists. */
  prepare: z.strictObject({ argv: z.array(z.string()).min(1), unless: z.string() }).exactOptional(),
  reload: reload.exactOptional(),
  stop: z.strictObject({ signal: z.enum(["SIGTERM", "SIGINT"]), graceSeconds: z.number() }),
  /** Changes with whatever the process reads only when it starts. */
  startRevision: z.string(),
  /** Changes with what the process takes while it runs. */
  reloadRevision: z.string(),
});
export type UnitSpec = z.infer<typeof unitSpec>;
export type UnitProbe = z.infer<typeof probe>;
export type UnitReload = z.infer<typeof reload>;

/** What a `LocalUnit` is made from: the process, and what must lie on disk before it starts. Paths are the container's. */
export const unitInputs = z.strictObject({
  /** The folder of the stack, and its name. */
  root: z.string(),
  stack: z.string(),
  process: unitSpec.omit({ startRevision: true, reloadRevision: true }),
  files: z.record(z.string(), z.string()),
  /** Those of `files` and `secrets` that are taken without a restart. */
  reloadable: z.array(z.string()),
  secrets: z.record(z.string(), z.string()),
  storage: z.array(z.string()),
});
export type UnitInputs = z.infer<typeof unitInputs>;

export const unitStates = ["starting", "ready", "unready", "backing-off", "stopped"] as const;

/** How a unit is doing; changes from moment to moment and never becomes an output of a resource. */
export const unitStatus = z.strictObject({
  name: z.string(),
  version: z.string(),
  url: z.string(),
  state: z.enum(unitStates),
  pid: z.number().int().nullable(),
  /** Unwanted ends since the unit was last asked for. */
  restarts: z.number().int(),
  readyInSeconds: z.number().nullable(),
  /** Why the last process ended, where it was not asked to. */
  lastEnd: z.string().nullable(),
  memoryUsedMib: z.number().nullable(),
  /** What the kernel enforces (RLIMIT_DATA), read from the process; null where it enforces none. */
  memoryLimitMib: z.number().nullable(),
  /** Things that fall short on this machine, such as a user that could not be dropped to. */
  notes: z.array(z.string()),
});
export type UnitStatus = z.infer<typeof unitStatus>;
