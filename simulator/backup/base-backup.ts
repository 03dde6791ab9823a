import { createWriteStream, renameSync } from "node:fs";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Connection, Submittable } from "pg";
import { Client } from "pg";

/** A PostgreSQL that lets its superuser in. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Longer than a database of this size takes on a slow disk. */
const patienceMs = 10 * 60_000;
/** A connection of this kind takes the words of replication. */
const replicating = { replication: "true" };
/** The server's own words for it (protocol-replication, BASE_BACKUP), from PostgreSQL 15 on. */
const command = "BASE_BACKUP (LABEL 'belfry', CHECKPOINT 'fast', WAL true)";

/**
 * What the server sends: archives in pieces, each with a letter before it. `n` begins an archive, `d` is its content;
 * there is one archive as long as there are no further tablespaces.
 */
class Receiver implements Submittable {
  readonly content = new PassThrough();
  #archives = 0;

  submit(connection: Connection): void {
    connection.query(command);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }, { stream }: Connection): void {
    const kind = String.fromCharCode(chunk[0] ?? 0);
    if (kind === "n") this.#archives += 1;
    if (this.#archives > 1) {
      this.content.destroy(new Error("the database has tablespaces, which belfry does not back up"));
    }
    if (kind !== "d" || this.content.destroyed) return;
    // A copy: the client uses its buffer again.
    const takesMore = this.content.write(Buffer.from(chunk.subarray(1)));
    if (takesMore || stream.isPaused()) return;
    stream.pause();
    this.content.once("drain", () => stream.resume());
  }

  handleReadyForQuery(): void {
    this.content.end();
  }

  handleError(error: Error): void {
    this.content.destroy(error);
  }

  // The positions in the log before and after the archive; they stand in the archive as well.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}

/**
 * A whole copy of the running server, with the log that makes it consistent, as `pg_basebackup -X fetch` takes it: a
 * gzipped tar that a server can be started on. Over PostgreSQL's own protocol, so that no client program of the
 * server's version is wanted.
 */
export async function baseBackup(server: Server, file: string): Promise<void> {
  const client = new Client({ ...server, ...replicating, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const receiver = new Receiver();
    const signal = AbortSignal.timeout(patienceMs);
    const written = pipeline(receiver.content, createGzip(), createWriteStream(`${file}.part`), { signal });
    client.query(receiver);
    await written;
    renameSync(`${file}.part`, file);
  } finally {
    await client.end().catch(() => undefined);
  }
}
