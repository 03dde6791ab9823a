import { varint } from "../../simulator/thrift-compact";

/** A series with some of its samples, in the order of their times (milliseconds since 1970). */
export interface WrittenSeries {
  /** With `__name__`; the names in order. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly value: number; readonly time: number }[];
}

const longestLiteral = 65_536;

/** A field of protobuf that is bytes. */
function bytes(field: number, value: Buffer | string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(BigInt(content.length)), content]);
}

function double(field: number, value: number): Buffer {
  const number = Buffer.alloc(8);
  number.writeDoubleLE(value);
  return Buffer.concat([Buffer.from([(field << 3) | 1]), number]);
}

/** Snappy's block format without compression: the length, then literals, each with its own length in two bytes. */
function snappy(data: Buffer): Buffer {
  const parts = [varint(BigInt(data.length))];
  for (let at = 0; at < data.length; at += longestLiteral) {
    const literal = data.subarray(at, at + longestLiteral);
    const length = Buffer.alloc(2);
    length.writeUInt16LE(literal.length - 1);
    parts.push(Buffer.from([61 << 2]), length, literal);
  }
  return Buffer.concat(parts);
}

function encoded({ labels, samples }: WrittenSeries): Buffer {
  const named = Object.entries(labels).map(([name, text]) =>
    bytes(1, Buffer.concat([bytes(1, name), bytes(2, text)])),
  );
  const timed = samples.map(({ value, time }) =>
    bytes(2, Buffer.concat([double(1, value), Buffer.from([2 << 3]), varint(BigInt(time))])),
  );
  return bytes(1, Buffer.concat([...named, ...timed]));
}

/** Samples by Prometheus' remote write 1.0, written by hand; throws what the server says when it does not take them. */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
  const answer = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: new Uint8Array(snappy(Buffer.concat(series.map(encoded)))),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`remote write answered ${answer.status}: ${await answer.text()}`);
}
