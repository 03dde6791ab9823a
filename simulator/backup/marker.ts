import { Client } from "pg";
import type { Server } from "./base-backup";

const patienceMs = 10_000;

/** Asks a server one thing, and leaves it. */
export async function ask(server: Server, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({
    ...{ ...server, database: "postgres" },
    ...{ connectionTimeoutMillis: patienceMs, query_timeout: patienceMs },
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Writes the time into the database: what a restored copy says of it is how much was lost. */
export async function mark(server: Server): Promise<void> {
  await ask(
    server,
    `CREATE TABLE IF NOT EXISTS belfry_backup_marker (id int PRIMARY KEY, at timestamptz NOT NULL);
     INSERT INTO belfry_backup_marker VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET at = now()`,
  );
}

/** The last time that stands in the database; throws where there is none. */
export async function markedAt(server: Server): Promise<Date> {
  const [row] = await ask(server, "SELECT at FROM belfry_backup_marker WHERE id = 1");
  if (row?.at instanceof Date) return row.at;
  throw new Error("the copy holds no time of its backup");
}
