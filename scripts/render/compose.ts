import { posix } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import type { Registered } from "./registered";
import { yamlForGo } from "./yaml-for-go";

/** A container as the Docker platform asks for it. */
const container = z.object({
  name: z.string(),
  image: z.string(),
  labels: z.array(z.object({ label: z.string(), value: z.string() })),
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
    z.object({ volumeName: z.string(), containerPath: z.string(), readOnly: z.boolean().optional() }),
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
type Container = z.infer<typeof container>;

const network = z.object({ name: z.string(), internal: z.boolean() });

/** A compose file and the files that it names. */
export interface Compose {
  readonly files: Readonly<Record<string, string>>;
  readonly secretFiles: Readonly<Record<string, string>>;
}

const secretsFolder = "/in/run/secrets/";

/** The Docker platform's resources as a compose file: the same stack for people who do not run Pulumi. */
export function composeOf(registered: readonly Registered[]): Compose {
  const inputsOf = (kind: string) =>
    registered
      .filter(({ type }) => type === `docker:index/${kind.toLowerCase()}:${kind}`)
      .map(({ inputs }) => inputs);
  const containers = inputsOf("Container")
    .map((inputs) => container.parse(inputs))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const networks = inputsOf("Network").map((inputs) => network.parse(inputs));
  const volumes = [
    ...new Set(containers.flatMap((one) => one.volumes.map(({ volumeName }) => volumeName))),
  ].sort();
  const uploads = containers.flatMap((one) => (one.uploads ?? []).map((upload) => ({ of: one, ...upload })));
  const [hidden, shown] = [uploads.filter(isSecret), uploads.filter((upload) => !isSecret(upload))];
  const sources = (list: typeof uploads) =>
    Object.fromEntries(
      list.map(({ of, file }) => [
        sourceName(of, file),
        { file: `./${folderOf(file)}/${sourcePath(of, file)}` },
      ]),
    );
  const texts = (list: typeof uploads) =>
    list.map(({ of, file, content }): [string, string] => [sourcePath(of, file), content]);
  const compose = {
    services: Object.fromEntries(containers.map((one) => [one.name, escaped(serviceOf(one, containers))])),
    networks: Object.fromEntries(
      networks.sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => [one.name, one]),
    ),
    volumes: Object.fromEntries(volumes.map((name) => [name, { name }])),
    configs: sources(shown),
    secrets: sources(hidden),
  };
  return {
    files: {
      "compose.yaml": stringify(compose, yamlForGo),
      ...Object.fromEntries(texts(shown).map(([path, text]) => [`files/${path}`, text])),
    },
    secretFiles: Object.fromEntries(texts(hidden)),
  };
}

function isSecret({ file }: { readonly file: string }): boolean {
  return file.startsWith(secretsFolder);
}

function folderOf(file: string): string {
  return isSecret({ file }) ? "secrets" : "files";
}

function sourcePath({ name }: Container, file: string): string {
  return posix.join(name, file.slice("/in/".length));
}

function sourceName(one: Container, file: string): string {
  return sourcePath(one, file).replace(/[^a-zA-Z0-9-]/g, "_");
}

function labelOf({ labels }: Container, label: string): string | undefined {
  return labels.find((one) => one.label === label)?.value;
}

/** What must have ended well before the container starts: what writes its files, and what prepares its folder. */
function startsAfter(one: Container, all: readonly Container[]): readonly string[] {
  const [workload, role] = [labelOf(one, "dev.belfry.workload"), labelOf(one, "dev.belfry.role")];
  const before =
    { writer: [], prepare: ["writer"], reloader: ["writer"], server: ["writer", "prepare"] }[role ?? ""] ??
    [];
  return all
    .filter((other) => labelOf(other, "dev.belfry.workload") === workload)
    .filter((other) => before.some((role) => role === labelOf(other, "dev.belfry.role")))
    .map(({ name }) => name);
}

function serviceOf(one: Container, all: readonly Container[]): Record<string, unknown> {
  const { capabilities, healthcheck, networksAdvanced = [], uploads = [] } = one;
  const after = startsAfter(one, all);
  const attached = (secret: boolean) =>
    uploads
      .filter((upload) => isSecret(upload) === secret)
      .map(({ file }) => ({ source: sourceName(one, file), target: file }));
  return withoutEmpty({
    container_name: one.name,
    image: one.image,
    labels: Object.fromEntries(one.labels.map(({ label, value }) => [label, value])),
    entrypoint: one.entrypoints,
    command: one.command,
    environment: one.envs,
    user: one.user,
    restart: one.restart,
    depends_on: Object.fromEntries(
      after.map((name) => [name, { condition: "service_completed_successfully" }]),
    ),
    network_mode: one.networkMode,
    networks: Object.fromEntries(
      networksAdvanced.map(({ name, aliases }) => [name, aliases ? { aliases } : {}]),
    ),
    ports: (one.ports ?? []).map(
      ({ ip, external, internal, protocol }) => `${ip}:${external}:${internal}/${protocol}`,
    ),
    volumes: one.volumes.map(({ volumeName, containerPath, readOnly }) => ({
      ...{ type: "volume", source: volumeName, target: containerPath, read_only: readOnly ?? false },
    })),
    healthcheck: healthcheck && {
      test: healthcheck.tests,
      interval: healthcheck.interval,
      timeout: healthcheck.timeout,
      retries: healthcheck.retries,
      start_period: healthcheck.startPeriod,
    },
    mem_limit: megabytes(one.memory),
    memswap_limit: megabytes(one.memorySwap),
    mem_reservation: megabytes(one.memoryReservation),
    cpus: one.cpus,
    stop_grace_period: one.stopTimeout && `${one.stopTimeout}s`,
    read_only: one.readOnly,
    cap_drop: capabilities.drops,
    cap_add: capabilities.adds,
    security_opt: one.securityOpts,
    tmpfs: Object.entries(one.tmpfs ?? {}).map(([path, options]) => `${path}:${options}`),
    logging: one.logDriver && { driver: one.logDriver, options: one.logOpts },
    configs: attached(false),
    secrets: attached(true),
  });
}

/** The provider counts in MiB. */
function megabytes(amount: number | undefined): string | undefined {
  return amount === undefined ? undefined : `${amount}m`;
}

function withoutEmpty(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** Compose replaces `$NAME` by the caller's environment; `$$` is a dollar. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}
