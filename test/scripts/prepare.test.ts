import * as fs from "node:fs";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackLocations } from "../../platforms/local/locations";
import { prepareStack } from "../../scripts/stack/prepare";

jest.mock("node:fs", () => ({ __esModule: true, ...jest.requireActual("node:fs") }));

beforeEach(() => {
  process.env.BELFRY_HOME = mkdtempSync(join(tmpdir(), "belfry-prepare-"));
});
afterEach(() => jest.restoreAllMocks());

test("a new stack gets a passphrase that only its owner reads, and keeps it", () => {
  const places = stackLocations("one");
  prepareStack(places);
  const passphrase = readFileSync(places.passphrase, "utf8");
  expect(passphrase).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(statSync(places.passphrase).mode & 0o777).toBe(0o600);
  expect(statSync(places.pulumi).mode & 0o777).toBe(0o700);
  prepareStack(places);
  expect(readFileSync(places.passphrase, "utf8")).toBe(passphrase);
});

test("a lost passphrase is not replaced by one that cannot read the state", () => {
  const places = stackLocations("one");
  mkdirSync(places.pulumi, { recursive: true });
  writeFileSync(places.settings, "encryptionsalt: v1:abc\n");
  expect(() => prepareStack(places)).toThrow(
    /passphrase is gone, and the state beside it was encrypted with it\. Fix: put it back/,
  );
  expect(existsSync(places.passphrase)).toBe(false);
  rmSync(places.settings);
  prepareStack(places);
});

test("a full disk is told before anything is written to it", () => {
  const places = stackLocations("one");
  const few = { ...fs.statfsSync("/"), bavail: 10, bsize: 1024 * 1024 };
  jest.spyOn(fs, "statfsSync").mockImplementation(() => few as never);
  expect(() => prepareStack(places)).toThrow(
    `${places.root} has 10 MiB left on its disk, needed are 512. Fix: make room`,
  );
  expect(existsSync(places.passphrase)).toBe(false);
});

test("a folder that cannot be written is named with its fix", () => {
  process.env.BELFRY_HOME = "/dev/null/x";
  expect(() => prepareStack(stackLocations("one"))).toThrow(
    /\/dev\/null\/x\/stacks\/one cannot be written: .*Fix: set BELFRY_HOME/,
  );
});

test("a read-only disk is named with its fix", () => {
  const refuse = () => {
    throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
  };
  jest.spyOn(fs, "mkdirSync").mockImplementation(refuse as never);
  expect(() => prepareStack(stackLocations("one"))).toThrow(/cannot be written: EROFS.*Fix: set BELFRY_HOME/);
});
