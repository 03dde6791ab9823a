import { posix, relative } from "node:path";
import { stringify } from "yaml";
import { type Build, built, type Container, container, network, volume } from "./docker-resources";
import type { Registered } from "./registered";
import { yamlForGo } from "./yaml-for-go";

/** A compose file and the files that it names. */
export interface Compose {
  readonly files: Readonly<Record<string, string>>;
  readonly secretFiles: Readonly<Record<string, string>>;
}

const secretsFolder = "/in/run/secrets/";

/** The Docker platform's resources as a compose file: the same stack for people who do not run Pulumi. */
export function composeOf(project: string, folder: string, registered: readonly Registered[]): Compose {
  const inputsOf = (kind: string) =>
    registered
      .filter(({ type }) => type === `docker:index/${kind.toLowerCase()}:${kind}`)
      .map(({ inputs }) => inputs);
  const containers = inputsOf("Container")
    .map((inputs) => container.parse(inputs))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const builds = new Map(
    inputsOf("Image")
      .map((inputs) => built.parse(inputs))
      .map(({ imageName, build }) => [imageName, relativeBuild(folder, build)]),
  );
  const networks = inputsOf("Network").map((inputs) => network.parse(inputs));
  const volumes = inputsOf("Volume")
    .map((inputs) => volume.parse(inputs))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
    name: project,
    services: Object.fromEntries(
      containers.map((one) => [
        one.name,
        escaped({ ...serviceOf(one, containers), ...buildOf(one, builds, containers) }),
      ]),
    ),
    networks: Object.fromEntries(
      networks.sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => [one.name, one]),
    ),
    volumes: Object.fromEntries(
      volumes.map(({ name, labels }) => [name, withoutEmpty({ name, labels: labelMap(labels) })]),
    ),
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

/** Compose finds the files of a build from where its own file is. */
function relativeBuild(folder: string, { context, dockerfile, target }: Build): Build {
  return { context: relative(folder, context), dockerfile: relative(context, dockerfile), target };
}

/** One service makes an image; compose takes it from there for all others. */
function buildOf(
  { name, image }: Container,
  builds: ReadonlyMap<string, Build>,
  all: readonly Container[],
): { readonly build?: Build } {
  const build = builds.get(image);
  return build && all.find((one) => one.image === image)?.name === name ? { build } : {};
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

/** What must be healthy before the container starts. */
function healthyBefore(one: Container): readonly string[] {
  return labelOf(one, "dev.belfry.starts-after")?.split(",") ?? [];
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
    labels: labelMap(one.labels),
    entrypoint: one.entrypoints,
    command: one.command,
    environment: one.envs,
    user: one.user,
    restart: one.restart,
    depends_on: Object.fromEntries([
      ...after.map((name) => [name, { condition: "service_completed_successfully" }]),
      ...healthyBefore(one).map((name) => [name, { condition: "service_healthy" }]),
    ]),
    network_mode: one.networkMode,
    networks: Object.fromEntries(
      networksAdvanced.map(({ name, aliases }) => [name, aliases ? { aliases } : {}]),
    ),
    ports: (one.ports ?? []).map(
      ({ ip, external, internal, protocol }) => `${ip}:${external}:${internal}/${protocol}`,
    ),
    volumes: one.volumes.map(({ volumeName, hostPath, containerPath, readOnly }) => ({
      ...{ type: hostPath ? "bind" : "volume", source: hostPath ?? volumeName },
      ...{ target: containerPath, read_only: readOnly ?? false },
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

function labelMap(labels: Container["labels"]): Record<string, string> {
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
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
