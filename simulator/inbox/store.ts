import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Incoming, Message } from "./message";
import { messageSchema } from "./message";

export interface Bounds {
  /** Messages that are kept. @default 1000 */
  readonly messages: number;
  /** Bytes that are kept. @default 16 MiB */
  readonly bytes: number;
  /** Longest raw body, in characters; the rest of it is cut off. @default 65536 */
  readonly raw: number;
}

const defaultBounds: Bounds = { messages: 1000, bytes: 16 * 1024 * 1024, raw: 64 * 1024 };

export interface Filter {
  readonly channel?: string | undefined;
  readonly system?: string | undefined;
  /** Messages from this time on. */
  readonly since?: Date | undefined;
}

interface Line {
  readonly message: Message;
  readonly text: string;
}

function parsed(text: string): readonly Line[] {
  try {
    return [{ message: messageSchema.parse(JSON.parse(text)), text }];
  } catch {
    // A line that was cut off by a crash.
    return [];
  }
}

/** The last messages, in memory and in a file of JSON lines, within bounds. */
export class MessageStore {
  readonly #file: string;
  readonly #bounds: Bounds;
  #lines: Line[];
  #nextId: number;
  #appended = 0;

  constructor(folder: string, bounds: Partial<Bounds> = {}) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, "messages.jsonl");
    this.#bounds = { ...defaultBounds, ...bounds };
    const stored = existsSync(this.#file) ? readFileSync(this.#file, "utf8").split("\n") : [];
    this.#lines = stored.flatMap((text) => (text === "" ? [] : parsed(text)));
    this.#nextId = Math.max(0, ...this.#lines.map(({ message }) => message.id)) + 1;
    this.#trim();
    this.#rewrite();
  }

  /** Stores a message; when this returns it is in the file. */
  add(incoming: Incoming): Message {
    const message: Message = {
      id: this.#nextId++,
      time: new Date().toISOString(),
      ...incoming,
      raw: shortened(incoming.raw, this.#bounds.raw),
    };
    const text = JSON.stringify(message);
    // A dead man's switch is sent for ever and would push everything else out.
    if (message.channel === "deadman") {
      this.#lines = this.#lines.filter((line) => line.message.channel !== "deadman");
    }
    this.#lines.push({ message, text });
    this.#trim();
    this.#appended++;
    if (this.#appended > this.#bounds.messages) this.#rewrite();
    else appendFileSync(this.#file, `${text}\n`);
    return message;
  }

  list({ channel, system, since }: Filter = {}): readonly Message[] {
    return this.#lines
      .map(({ message }) => message)
      .filter(
        (message) =>
          (channel === undefined || message.channel === channel) &&
          (system === undefined || message.system === system) &&
          (since === undefined || new Date(message.time) >= since),
      );
  }

  clear(): void {
    this.#lines = [];
    this.#rewrite();
  }

  #trim(): void {
    let bytes = this.#lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
    let first = Math.max(0, this.#lines.length - this.#bounds.messages);
    this.#lines.slice(0, first).forEach(({ text }) => {
      bytes -= Buffer.byteLength(text) + 1;
    });
    for (; bytes > this.#bounds.bytes && first < this.#lines.length - 1; first++) {
      bytes -= Buffer.byteLength(this.#lines[first]?.text ?? "") + 1;
    }
    if (first > 0) this.#lines = this.#lines.slice(first);
  }

  #rewrite(): void {
    this.#appended = 0;
    writeFileSync(`${this.#file}.new`, this.#lines.map(({ text }) => `${text}\n`).join(""));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function shortened(raw: unknown, longest: number): unknown {
  const text = typeof raw === "string" ? raw : JSON.stringify(raw);
  return text.length > longest ? text.slice(0, longest) : raw;
}
