import * as fc from "fast-check";
import {
  encodeOneway,
  encodeStruct,
  i32,
  i64,
  list,
  struct,
  text,
  varint,
  zigzag,
} from "../../simulator/thrift-compact";

const bytes = (value: Buffer) => value.toString("hex");

// The examples of thrift-compact-protocol.md.
test.each([
  [0n, "00"],
  [1n, "01"],
  [127n, "7f"],
  [128n, "8001"],
  [50399n, "df8903"],
])("%s is the varint %s", (value, expected) => {
  expect(bytes(varint(value))).toBe(expected);
});

test("zigzag keeps small numbers of either sign small, and every number apart", () => {
  expect([0n, -1n, 1n, -2n, 2147483647n, -2147483648n].map(zigzag)).toEqual([
    0n,
    1n,
    2n,
    3n,
    4294967294n,
    4294967295n,
  ]);
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const code = zigzag(value);
      return (code & 1n ? -(code >> 1n) - 1n : code >> 1n) === value;
    }),
  );
});

test.each([
  ["a text", { 1: text("hi") }, "1802686900"],
  ["a true and a false", { 1: { kind: "bool", value: true }, 2: { kind: "bool", value: false } }, "111200"],
  ["a gap between fields", { 3: i32(1), 5: i32(-1) }, "3502250100"],
  ["a field far away", { 20: i64(1n) }, "06280200"],
  ["a double, little-endian", { 1: { kind: "double", value: 1 } }, "17000000000000f03f00"],
  ["a struct", { 1: struct({ 1: i32(1) }) }, "1c15020000"],
  ["a list", { 1: list([{ 1: i32(1) }, {}]) }, "192c1502000000"],
] as const)("a struct holds %s", (_name, fields, expected) => {
  expect(bytes(encodeStruct(fields))).toBe(expected);
});

test("a list of fifteen or more says its size apart", () => {
  const encoded = bytes(encodeStruct({ 1: list(Array.from({ length: 15 }, () => ({}))) }));
  expect(encoded).toBe(`19fc0f${"00".repeat(15)}00`);
});

test("a number beyond 63 bits keeps its bits", () => {
  expect(bytes(encodeStruct({ 1: i64(0xffff_ffff_ffff_ffffn) }))).toBe(bytes(encodeStruct({ 1: i64(-1n) })));
});

test("a call that expects no answer has the head of the compact protocol", () => {
  expect(bytes(encodeOneway("go", 1, {}))).toBe("82810102676f00");
});
