import { readFileSync } from "node:fs";
import { join } from "node:path";
import Redis from "ioredis";
import { Client } from "pg";
import { stackLocations } from "../../../platforms/local/locations";
import { remoteWrite } from "../../../scripts/bench/remote-write";
import { postGauge, postLog } from "../support/otlp";
import { promRange } from "../support/servers";
import { sharedStack } from "../support/shared-stack";
import { foundLines, foundSamples } from "./found";
import { expectAll, measured, pace, run, underKill } from "./under-kill";

// docs/what-survives.md, line by line: numbered records come at a steady pace, the server is killed in their midst, and
// what was acknowledged is compared with what is found. Here what keeps data itself.

const stack = sharedStack();
const places = stackLocations(stack.name, stack.env);
const service = { "service.name": "e2e-numbered" };

afterAll(() => console.log(measured.join("\n")));

function secretOf(unit: string, name: string): string {
  return readFileSync(join(places.files, unit, "run/secrets", name), "utf8").trim();
}

test("Prometheus: scraped, pushed and written samples", async () => {
  const before = await promRange(stack, "up[2m]");
  const labels = { __name__: "e2e_written", run };
  const { sent } = await underKill(stack, "prometheus", [
    {
      ...pace,
      send: (number, time) =>
        postGauge(`${stack.url("prometheus")}/api/v1/otlp`, {
          resource: { ...service, "service.instance.id": run },
          name: "e2e_pushed",
          value: number,
          time,
        }),
    },
    {
      ...pace,
      send: (value, time) => remoteWrite(stack.url("prometheus"), [{ labels, samples: [{ value, time }] }]),
    },
  ]);
  const [pushed, written] = sent;
  await expectAll("Prometheus, OTLP", pushed, () => foundSamples(stack, `e2e_pushed{instance="${run}"}`));
  await expectAll("Prometheus, remote write", written, () =>
    foundSamples(stack, `e2e_written{run="${run}"}`),
  );
  const after = await promRange(stack, "up[10m]");
  const timesOf = (series: typeof before) =>
    new Set(
      series.flatMap(({ metric, times }) => times.map((time) => `${metric.job} ${metric.instance} ${time}`)),
    );
  const kept = timesOf(after);
  const scraped = [...timesOf(before)];
  expect(scraped.filter((one) => !kept.has(one))).toEqual([]);
  measured.push(`Prometheus, scrape: ${scraped.length} samples of \`up\` before the kill, 0 lost`);
});

test("Loki: lines", async () => {
  const began = Date.now();
  const { sent } = await underKill(stack, "loki", [
    {
      ...pace,
      send: (number, time) =>
        postLog(`${stack.url("loki")}/otlp`, {
          // Loki takes a stream's labels from it; the collector writes them else.
          resource: { system: "e2e", service: "e2e-numbered" },
          ...{ time, severityNumber: 9, attributes: {}, body: `${run}-loki ${number}` },
        }),
    },
  ]);
  const [lines] = sent;
  await expectAll("Loki", lines, () => foundLines(stack, `${run}-loki`, began));
});

test("PostgreSQL: committed rows", async () => {
  const connection = {
    ...{ host: "127.0.0.1", port: stack.port("postgres", "sql"), user: "belfry", database: "postgres" },
    password: secretOf("postgres", "postgres-password"),
    connectionTimeoutMillis: 5000,
  };
  const ask = async (query: string, values: readonly unknown[] = []) => {
    const client = new Client(connection);
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await client.query(query, [...values]);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  await ask("CREATE TABLE IF NOT EXISTS e2e_numbered (run text, number int, PRIMARY KEY (run, number))");
  const { sent } = await underKill(stack, "postgres", [
    {
      ...pace,
      send: async (number) => {
        await ask("INSERT INTO e2e_numbered VALUES ($1, $2) ON CONFLICT DO NOTHING", [run, number]);
      },
    },
  ]);
  const [rows] = sent;
  await expectAll("PostgreSQL", rows, async () => {
    const found = await ask("SELECT number FROM e2e_numbered WHERE run = $1", [run]);
    return new Set(found.rows.map(({ number }) => Number(number)));
  });
  await ask("DROP TABLE e2e_numbered");
});

test("Redis: writes", async () => {
  const password = secretOf("redis", "redis-password.conf").replace("requirepass ", "");
  const client = new Redis({
    ...{ host: "127.0.0.1", port: stack.port("redis", "redis"), password },
    ...{ maxRetriesPerRequest: 0, commandTimeout: 5000, retryStrategy: () => 200 },
  });
  client.on("error", () => undefined);
  const { sent } = await underKill(stack, "redis", [
    {
      ...pace,
      send: async (number) => {
        await client.sadd(`e2e:${run}`, String(number));
      },
    },
  ]);
  const [writes] = sent;
  await expectAll("Redis", writes, async () => new Set((await client.smembers(`e2e:${run}`)).map(Number)));
  await client.del(`e2e:${run}`);
  client.disconnect();
});
