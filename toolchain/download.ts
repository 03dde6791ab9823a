/** Downloads over HTTP: resumes what an earlier run began, and gives up on a silent host within seconds. */
import { createWriteStream } from "node:fs";
import { stat, truncate } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isNativeError } from "node:util/types";

export interface DownloadOptions {
  /** Bytes so far, and in all where the server says so. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal | undefined;
}

const answerWithinMs = 6_000;
const silenceMs = 30_000;

/** A host that does not answer is asked once a run: eleven products share two hosts, and each would wait in vain. */
const unreachable = new Map<string, string>();
const reached = new Set<string>();

/** A host could not be reached at all, as opposed to an answer that was not the wanted one. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The text at an address; for checksum files, which are small. */
export async function downloadText(url: string, options: DownloadOptions = {}): Promise<string> {
  const { response, watch } = await request(url, {}, options.signal);
  try {
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return await response.text();
  } finally {
    watch.end();
  }
}

/** Writes the file, going on from what is already there. */
export async function downloadFile(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const begun = await sizeOf(file);
  const range: Record<string, string> = begun > 0 ? { range: `bytes=${begun}-` } : {};
  const { response, watch } = await request(url, range, options.signal);
  try {
    if (response.status === 416) {
      await response.body?.cancel();
      await truncate(file);
      return await downloadFile(url, file, options);
    }
    if (!response.ok || response.body === null) throw new Error(`${url} answers ${response.status}`);
    const resumed = response.status === 206;
    let received = resumed ? begun : 0;
    const length = Number(response.headers.get("content-length"));
    const total = length > 0 ? received + length : undefined;
    options.onBytes?.(received, total);
    const counted = Readable.fromWeb(response.body).on("data", (chunk: Buffer) => {
      received += chunk.length;
      watch.alive();
      options.onBytes?.(received, total);
    });
    await pipeline(counted, createWriteStream(file, { flags: resumed ? "a" : "w" }), {
      signal: watch.signal,
    });
  } finally {
    watch.end();
  }
}

async function request(url: string, headers: Record<string, string>, signal: AbortSignal | undefined) {
  const { host } = new URL(url);
  const known = unreachable.get(host);
  if (known !== undefined) throw new Unreachable(`${known} (asked before in this run)`);
  const watch = watchdog(signal);
  try {
    const response = await fetch(url, { headers, signal: watch.signal });
    watch.alive();
    reached.add(host);
    return { response, watch };
  } catch (error) {
    watch.end();
    signal?.throwIfAborted();
    const reason = `${host} is not reachable: ${causeOf(error)}`;
    if (!reached.has(host)) unreachable.set(host, reason);
    throw new Unreachable(reason);
  }
}

/** Aborts when no answer, or later no byte, comes in time; also when the caller aborts. */
function watchdog(signal: AbortSignal | undefined) {
  const controller = new AbortController();
  const expire = (ms: number, what: string) => setTimeout(() => controller.abort(new Error(what)), ms);
  const stop = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  let timer = expire(answerWithinMs, `no answer within ${answerWithinMs / 1000} s`);
  const alive = () => {
    clearTimeout(timer);
    timer = expire(silenceMs, `no data for ${silenceMs / 1000} s`);
  };
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  };
  return { signal: controller.signal, alive, end };
}

function causeOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  return isNativeError(error.cause) ? error.cause.message : error.message;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
