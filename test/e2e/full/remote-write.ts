import { varint } from "../../../simulator/thrift-compact";

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

/** Snappy's block format without compression: the length, then literals of up to 60 bytes. */
function snappy(data: Buffer): Buffer {
  const parts = [varint(BigInt(data.length))];
  for (let at = 0; at < data.length; at += 60) {
    const literal = data.subarray(at, at + 60);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
}

/** One sample by Prometheus' remote write 1.0, written by hand; `labels` hold `__name__` and are in order. */
export async function remoteWrite(
  url: string,
  labels: Readonly<Record<string, string>>,
  value: number,
  time: number,
): Promise<void> {
  const named = Object.entries(labels).map(([name, text]) =>
    bytes(1, Buffer.concat([bytes(1, name), bytes(2, text)])),
  );
  const sample = Buffer.concat([double(1, value), Buffer.from([2 << 3]), varint(BigInt(time))]);
  const request = bytes(1, Buffer.concat([...named, bytes(2, sample)]));
  const answer = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: new Uint8Array(snappy(request)),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`remote write answered ${answer.status}: ${await answer.text()}`);
}
