import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { passwordsIn } from "../../scripts/render/passwords";
import { rendered } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";

// RAGBase as its own compose file has it: every number here is typed by hand from that file, none from a declaration.

interface Service {
  readonly image: string;
  readonly mem_limit: string;
  readonly mem_reservation: string;
  readonly cpus?: string;
  readonly restart: string;
  readonly stop_grace_period: string;
  readonly environment?: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: Readonly<Record<string, unknown>>;
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes: readonly {
    readonly source: string;
    readonly target: string;
    readonly read_only: boolean;
  }[];
  readonly healthcheck: Readonly<Record<string, unknown>>;
}

const repository = join(__dirname, "../..");
const settings = stackConfig(repository, "dev");
const secret = passwordsIn(join(mkdtempSync(join(tmpdir(), "belfry-ragbase-")), "none.json"));
let services: Readonly<Record<string, Service>>;
let secretFiles: Readonly<Record<string, string>>;

async function render(more: Readonly<Record<string, string>> = {}) {
  const files = await rendered("dev", { ...settings, ...more }, secret.of);
  return { services: parse(files.files["compose.yaml"] ?? "").services, secretFiles: files.secretFiles };
}

beforeAll(async () => {
  ({ services, secretFiles } = await render());
}, 60_000);

const one = (name: string): Service => {
  const found = services[`belfry-dev-ragbase-${name}`];
  if (!found) throw new Error(`no ragbase-${name}`);
  return found;
};

test.each([
  ["backend", "1024m", "512m"],
  ["ai-worker", "4096m", "2048m"],
  ["postgres", "2048m", "1024m"],
  ["redis", "512m", "256m"],
])(
  "%s may have %s of memory, is kept %s, has no limit of CPU, and restarts unless stopped",
  (name, limit, kept) => {
    const { mem_limit, mem_reservation, cpus, restart } = one(name);
    expect({ mem_limit, mem_reservation, cpus, restart }).toEqual({
      mem_limit: limit,
      mem_reservation: kept,
      cpus: undefined,
      restart: "unless-stopped",
    });
  },
);

const probe = (port: number) => [
  "CMD",
  "/belfry/bin/belfry-tool",
  "probe",
  `http://127.0.0.1:${port}/health`,
];

test.each<[string, object]>([
  ["backend", { test: probe(3000), interval: "30s", timeout: "10s", retries: 3, start_period: "40s" }],
  ["ai-worker", { test: probe(8000), interval: "30s", timeout: "10s", retries: 3, start_period: "0s" }],
  [
    "postgres",
    {
      test: ["CMD", "pg_isready", "-U", "postgres"],
      ...{ interval: "10s", timeout: "5s", retries: 5, start_period: "0s" },
    },
  ],
  [
    "redis",
    { test: ["CMD", "redis-cli", "ping"], interval: "10s", timeout: "5s", retries: 5, start_period: "0s" },
  ],
])("%s is asked how it is as its compose file says", (name, expected) => {
  expect(one(name).healthcheck).toEqual(expected);
});

test("each keeps the volume that its compose file names, and the others none", () => {
  const kept = (name: string) =>
    one(name)
      .volumes.filter(({ read_only }) => !read_only)
      .map(({ target }) => target);
  expect(kept("postgres")).toEqual(["/var/lib/postgresql/data"]);
  expect(kept("redis")).toEqual(["/data"]);
});

test("the images are those of its compose file, Redis has its append-only file", () => {
  expect(one("postgres").image).toMatch(/^pgvector\/pgvector:pg16@sha256:/);
  expect(one("redis").image).toMatch(/^redis:7-alpine@sha256:/);
  expect(one("redis").command.slice(0, 2)).toEqual(["--appendonly", "yes"]);
});

test("the backend starts after its stores are healthy, the worker after Redis and the backend", () => {
  const healthy = (name: string) =>
    Object.entries(one(name).depends_on)
      .filter(([, { condition }]) => condition === "service_healthy")
      .map(([other]) => other);
  expect(healthy("backend")).toEqual(["belfry-dev-ragbase-postgres", "belfry-dev-ragbase-redis"]);
  expect(healthy("ai-worker")).toEqual(["belfry-dev-ragbase-redis", "belfry-dev-ragbase-backend"]);
});

test("the backend is published and nothing else, beside Grafana's 3000", () => {
  expect(one("backend").ports).toEqual(["127.0.0.1:3010:3000/tcp"]);
  for (const name of ["ai-worker", "postgres", "redis"]) expect(one(name).ports).toBeUndefined();
});

test("the environment is that of its compose file, and what is secret in it is in a file", () => {
  expect(one("backend").environment).toEqual([
    "NODE_ENV=production",
    "REDIS_URL=redis://ragbase-redis:6379",
    "LOG_LEVEL=info",
    "RATE_LIMIT_MAX=100",
    "RATE_LIMIT_WINDOW=1 minute",
    "ALERT_THRESHOLD=5",
    "CORS_ORIGIN=http://127.0.0.1:3010",
  ]);
  expect(one("ai-worker").environment).toEqual([
    "REDIS_URL=redis://ragbase-redis:6379",
    "CALLBACK_URL=http://ragbase-backend:3000/internal/callback",
    "OCR_ENABLED=false",
    "LOG_LEVEL=INFO",
    "LOG_FORMAT=json",
  ]);
  const path = "belfry-dev-ragbase-backend-writer/run/secrets/ragbase/environment";
  expect(secretFiles[path]).toMatch(
    /^DATABASE_URL=postgresql:\/\/postgres:[A-Za-z0-9]{32}@ragbase-postgres:5432\/ragbase\nAPI_KEY=[A-Za-z0-9]{32}\nALERT_WEBHOOK_URL=http:\/\/inbox:8025\/webhook\/ragbase\n$/,
  );
  expect(one("backend").entrypoint.slice(0, 3)).toEqual([
    "/belfry/bin/belfry-tool",
    "run",
    "/belfry/run/secrets/ragbase/environment",
  ]);
});

test("it has 30 seconds to end", () => {
  for (const name of ["backend", "ai-worker"]) expect(one(name).stop_grace_period).toBe("30s");
});

test("an image of its own takes the simulator's place, and runs what it is told to", async () => {
  const backend = { repository: "example/ragbase", tag: "1.0", command: ["node", "server.js"] };
  const { services: own } = await render({ "belfry:ragbase": JSON.stringify({ backend }) });
  const { image, entrypoint, command, user } = own["belfry-dev-ragbase-backend"];
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
