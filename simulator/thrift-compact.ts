/** Type numbers of the fields of a struct in Thrift's compact protocol; a boolean's type is its value. */
const types = { true: 1, false: 2, i32: 5, i64: 6, double: 7, text: 8, list: 9, struct: 12 } as const;
type Kind = keyof typeof types;

/** A value of one of the types that Jaeger's structs use. */
export type ThriftValue =
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "i32" | "i64"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "struct"; readonly fields: ThriftStruct }
  | { readonly kind: "list"; readonly of: "struct"; readonly items: readonly ThriftStruct[] };

/** Fields by their number, in ascending order; a field that is undefined is left out. */
export type ThriftStruct = Readonly<Record<number, ThriftValue | undefined>>;

export const i32 = (value: number): ThriftValue => ({ kind: "i32", value: BigInt(value) });
export const i64 = (value: bigint): ThriftValue => ({ kind: "i64", value: BigInt.asIntN(64, value) });
export const text = (value: string): ThriftValue => ({ kind: "text", value });
export const struct = (fields: ThriftStruct): ThriftValue => ({ kind: "struct", fields });
export const list = (items: readonly ThriftStruct[]): ThriftValue => ({ kind: "list", of: "struct", items });

/** A number in groups of seven bits, the lowest first. */
export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** Small numbers of either sign become small numbers: 0, -1, 1, -2 are 0, 1, 2, 3. */
export function zigzag(value: bigint): bigint {
  return value < 0n ? -2n * value - 1n : 2n * value;
}

function binary(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
}

function listHeader(size: number): Buffer {
  return size < 15
    ? Buffer.from([(size << 4) | types.struct])
    : Buffer.concat([Buffer.from([0xf0 | types.struct]), varint(BigInt(size))]);
}

function encodeValue(value: ThriftValue): Buffer {
  switch (value.kind) {
    case "bool":
      return Buffer.alloc(0);
    case "i32":
    case "i64":
      return varint(zigzag(value.value));
    case "double": {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value.value);
      return bytes;
    }
    case "text":
      return binary(value.value);
    case "struct":
      return encodeStruct(value.fields);
    case "list":
      return Buffer.concat([listHeader(value.items.length), ...value.items.map(encodeStruct)]);
  }
}

function fieldHeader(previous: number, id: number, kind: Kind): Buffer {
  const step = id - previous;
  return step > 0 && step <= 15
    ? Buffer.from([(step << 4) | types[kind]])
    : Buffer.concat([Buffer.from([types[kind]]), varint(zigzag(BigInt(id)))]);
}

export function encodeStruct(fields: ThriftStruct): Buffer {
  const parts: Buffer[] = [];
  let previous = 0;
  for (const [number, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const id = Number(number);
    const kind = value.kind === "bool" ? (value.value ? "true" : "false") : value.kind;
    parts.push(fieldHeader(previous, id, kind), encodeValue(value));
    previous = id;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** A call that expects no answer: protocol 0x82, version 1, type 4 ("oneway"). */
export function encodeOneway(method: string, sequence: number, args: ThriftStruct): Buffer {
  const head = Buffer.from([0x82, (4 << 5) | 1]);
  return Buffer.concat([head, varint(BigInt(sequence)), binary(method), encodeStruct(args)]);
}
