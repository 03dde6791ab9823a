import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { passwordsIn } from "../../scripts/render/passwords";
import { rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";

// RAGBase as its own compose file has it: every number here is typed by hand from that file, none from a declaration.
// Where the stack's differs is told in docs/systems/ragbase.md.

const repository = join(__dirname, "../..");
const settings = stackConfig(repository, "dev");
const secret = passwordsIn(join(mkdtempSync(join(tmpdir(), "belfry-ragbase-")), "none.json"));

interface Compose {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly file?: string }>>;
}

async function render(more: Readonly<Record<string, string>> = {}) {
  const { files, secretFiles } = await rendered("dev", { ...settings, ...more }, secret.of);
  const compose: Compose = parse(files["compose.yaml"] ?? "");
  return { compose, files, secretFiles };
}

let made: Awaited<ReturnType<typeof render>>;
beforeAll(async () => {
  made = await render();
}, 60_000);

/** Without the mark of its texts, which another word in one of them changes. */
function service(name: string, { services }: Compose = made.compose) {
  const { labels, ...found } = services[`belfry-dev-ragbase-${name}`] ?? {};
  return found;
}

/** What each of them has; none has a limit of CPU. */
const alike = {
  restart: "unless-stopped",
  stop_grace_period: "30s",
  read_only: true,
  cap_drop: ["ALL"],
  security_opt: ["no-new-privileges:true"],
  tmpfs: ["/tmp:rw,noexec,nosuid,size=64m,mode=1777"],
  logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "5" } },
};
const written = (name: string) => ({
  [`belfry-dev-ragbase-${name}-writer`]: { condition: "service_completed_successfully" },
});
const healthy = (name: string) => ({ [`belfry-dev-ragbase-${name}`]: { condition: "service_healthy" } });
const given = (name: string) => ({
  ...{ type: "volume", source: `belfry-dev-ragbase-${name}-given`, target: "/belfry", read_only: true },
});
const kept = (source: string, target: string) => ({ type: "volume", source, target, read_only: false });
const inside = (name: string) => ({ "belfry-dev-inside": { aliases: [`ragbase-${name}`] } });
const simulator = (name: string, port: number) => [
  ...[`--service=ragbase/ragbase-${name}`, `--port=${port}`, "--control-port=9990", "--host=0.0.0.0"],
  ...["--log-dir=-", "--otlp=http://collector:4318", "--jaeger-http=http://collector:14268/api/traces"],
  ...["--jaeger-udp=collector:6831", "--tcp=collector:5000"],
];
const probe = (port: number) => [
  ...["CMD", "/belfry/bin/belfry-tool", "probe", `http://127.0.0.1:${port}/health`],
];

test("the backend, with the simulator's program", () => {
  expect(service("backend")).toEqual({
    ...alike,
    container_name: "belfry-dev-ragbase-backend",
    image: "belfry:0.1.0",
    entrypoint: [
      ...["/belfry/bin/belfry-tool", "run", "/belfry/run/secrets/ragbase/environment"],
      ...["node", "scripts/serve-simulator.js"],
    ],
    command: simulator("backend", 3000),
    environment: [
      "NODE_ENV=production",
      "REDIS_URL=redis://ragbase-redis:6379",
      "LOG_LEVEL=info",
      "RATE_LIMIT_MAX=100",
      "RATE_LIMIT_WINDOW=1 minute",
      "ALERT_THRESHOLD=5",
      "CORS_ORIGIN=http://127.0.0.1:3010",
    ],
    user: "65534:65534",
    mem_limit: "1024m",
    memswap_limit: "1024m",
    mem_reservation: "512m",
    depends_on: { ...written("backend"), ...healthy("postgres"), ...healthy("redis") },
    networks: { ...inside("backend"), "belfry-dev-outside": {} },
    ports: ["127.0.0.1:3010:3000/tcp"],
    volumes: [given("backend")],
    healthcheck: { test: probe(3000), interval: "30s", timeout: "10s", retries: 3, start_period: "40s" },
  });
});

test("the AI worker, with the simulator's program", () => {
  expect(service("ai-worker")).toEqual({
    ...alike,
    container_name: "belfry-dev-ragbase-ai-worker",
    image: "belfry:0.1.0",
    entrypoint: ["node", "scripts/serve-simulator.js"],
    command: simulator("ai-worker", 8000),
    environment: [
      "REDIS_URL=redis://ragbase-redis:6379",
      "CALLBACK_URL=http://ragbase-backend:3000/internal/callback",
      "OCR_ENABLED=false",
      "LOG_LEVEL=INFO",
      "LOG_FORMAT=json",
    ],
    user: "65534:65534",
    mem_limit: "4096m",
    memswap_limit: "4096m",
    mem_reservation: "2048m",
    depends_on: { ...written("ai-worker"), ...healthy("redis"), ...healthy("backend") },
    networks: inside("ai-worker"),
    volumes: [given("ai-worker")],
    healthcheck: { test: probe(8000), interval: "30s", timeout: "10s", retries: 3, start_period: "0s" },
  });
});

test("PostgreSQL 16 with pgvector", () => {
  expect(service("postgres")).toEqual({
    ...alike,
    container_name: "belfry-dev-ragbase-postgres",
    image: expect.stringMatching(/^pgvector\/pgvector:pg16@sha256:[0-9a-f]{64}$/),
    entrypoint: ["postgres"],
    command: [
      ...["-D", "/var/lib/postgresql/data/pgdata", "-c", "listen_addresses=*"],
      ...["-c", "hba_file=/belfry/etc/ragbase/pg_hba.conf", "-c", "unix_socket_directories="],
      ...["-c", "password_encryption=scram-sha-256"],
    ],
    environment: ["PGHOST=127.0.0.1"],
    user: "999:999",
    mem_limit: "2048m",
    memswap_limit: "2048m",
    mem_reservation: "1024m",
    depends_on: {
      ...written("postgres"),
      "belfry-dev-ragbase-postgres-prepare": { condition: "service_completed_successfully" },
    },
    networks: inside("postgres"),
    volumes: [
      given("postgres"),
      kept("belfry-dev-ragbase-postgres-var-lib-postgresql-data", "/var/lib/postgresql/data"),
    ],
    healthcheck: {
      test: ["CMD", "pg_isready", "-U", "postgres"],
      ...{ interval: "10s", timeout: "5s", retries: 5, start_period: "0s" },
    },
  });
});

test("Redis with its append-only file", () => {
  expect(service("redis")).toEqual({
    ...alike,
    container_name: "belfry-dev-ragbase-redis",
    image: expect.stringMatching(/^redis:7-alpine@sha256:[0-9a-f]{64}$/),
    entrypoint: ["redis-server"],
    command: ["--appendonly", "yes", "--dir", "/data", "--protected-mode", "no"],
    user: "999:999",
    mem_limit: "512m",
    memswap_limit: "512m",
    mem_reservation: "256m",
    depends_on: written("redis"),
    networks: inside("redis"),
    volumes: [given("redis"), kept("belfry-dev-ragbase-redis-data", "/data")],
    healthcheck: {
      test: ["CMD", "redis-cli", "ping"],
      ...{ interval: "10s", timeout: "5s", retries: 5, start_period: "0s" },
    },
  });
});

test("two volumes are kept, and what its init.sql makes in the database is pgvector", () => {
  const named = Object.entries(made.compose.volumes).filter(([name]) => name.includes("-ragbase-"));
  expect(named.filter(([name]) => !name.endsWith("-given"))).toEqual([
    [
      "belfry-dev-ragbase-postgres-var-lib-postgresql-data",
      expect.objectContaining({ labels: { "dev.belfry.data": "pgvector/pgvector 16" } }),
    ],
    ["belfry-dev-ragbase-redis-data", expect.objectContaining({ labels: { "dev.belfry.data": "redis 7" } })],
  ]);
  const path = "files/belfry-dev-ragbase-postgres-writer/etc/ragbase/init.sql";
  const config = made.compose.configs["belfry-dev-ragbase-postgres-writer_etc_ragbase_init_sql"];
  expect(config).toEqual({ file: `./${path}` });
  expect(made.files[path]).toBe("CREATE EXTENSION IF NOT EXISTS vector;\n");
  const [, , , script] = service("postgres-prepare").command as readonly string[];
  expect(script).toContain(
    'echo "CREATE DATABASE ragbase;" | postgres --single -D /var/lib/postgresql/data/pgdata postgres; ' +
      "postgres --single -D /var/lib/postgresql/data/pgdata ragbase < /belfry/etc/ragbase/init.sql;",
  );
});

test("what is secret in the backend's environment is in a file", () => {
  const path = "belfry-dev-ragbase-backend-writer/run/secrets/ragbase/environment";
  expect(made.secretFiles[path]).toMatch(
    /^DATABASE_URL=postgresql:\/\/postgres:[A-Za-z0-9]{32}@ragbase-postgres:5432\/ragbase\nAPI_KEY=[A-Za-z0-9]{32}\nALERT_WEBHOOK_URL=http:\/\/inbox:8025\/webhook\/ragbase\n$/,
  );
});

test("an image of its own takes the simulator's place, and runs what it is told to", async () => {
  const backend = { repository: "example/ragbase", tag: "1.0", command: ["node", "server.js"] };
  const { compose } = await render({ "belfry:ragbase": JSON.stringify({ backend }) });
  const { image, entrypoint, command, user } = service("backend", compose);
  expect({ image, entrypoint, command, user }).toEqual({
    image: "example/ragbase:1.0",
    entrypoint: [
      ...["/belfry/bin/belfry-tool", "run", "/belfry/run/secrets/ragbase/environment"],
      ...["node", "server.js"],
    ],
    command: undefined,
    user: "1000:1000",
  });
}, 60_000);

test("a value of its template is refused", async () => {
  const ragbase = JSON.stringify({ corsOrigin: "https://your-domain.com" });
  await expect(render({ "belfry:ragbase": ragbase })).rejects.toThrow(/corsOrigin.*template/);
});
