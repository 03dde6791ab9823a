import { checksumIn } from "../../toolchain/checksums";
import { cacheFolder } from "../../toolchain/locations";
import { currentTarget } from "../../toolchain/target";
import { toolFor } from "../../toolchain/tools";
import { isWithin } from "../../toolchain/version-range";
import { type Product, products } from "../../toolchain/versions";

const names = Object.keys(products).filter((name): name is Product => name in products);
const sum = "ab".repeat(32);

const images = Object.entries(products).flatMap(([name, product]) =>
  "image" in product ? [[name, product.image] as const] : [],
);

test.each(images)(
  "the digest of %s comes from two places that agree, or from a registry",
  (_, { digest, sources }) => {
    if (digest === "unlocked") expect(sources).toEqual([]);
    else {
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      const told = sources.some((source) => / asked on \d{4}-\d\d-\d\d$/.test(source));
      expect(told || new Set(sources).size >= 2).toBe(true);
    }
  },
);

test.each(names)("each way of having %s gives every program that it needs", (product) => {
  const tool = toolFor(product);
  const archive = tool.archive?.({ os: "linux", arch: "amd64" });
  for (const way of [archive, tool.go, tool.npm, tool.deb]) {
    if (way !== undefined)
      expect(Object.keys(way.programs)).toEqual(expect.arrayContaining([...tool.required]));
  }
});

test.each(names)("the version of %s that belfry ships would do on PATH too", (product) => {
  expect(isWithin(products[product].version, toolFor(product).accepts)).toBe(true);
});

test("reads the checksum files that releases use", () => {
  expect(checksumIn(`${"0".repeat(64)}  other\n${sum}  a.tar.gz\n`, "a.tar.gz")).toBe(sum);
  expect(checksumIn(`${sum} *a.zip\n`, "a.zip")).toBe(sum);
  expect(checksumIn(`${sum}  ./dist/a.zip\n`, "a.zip")).toBe(sum);
  expect(checksumIn(`${sum}\n`, "a.tar.gz")).toBe(sum);
  expect(checksumIn(`${sum}  another\n`, "a.tar.gz")).toBeUndefined();
});

test("compares versions by number, and takes a range without its end", () => {
  expect(isWithin("3.14.0", { atLeast: "3.5", below: "4" })).toBe(true);
  expect(isWithin("3.5.3", { atLeast: "3.14", below: "4" })).toBe(false);
  expect(isWithin("4.0.0", { atLeast: "3.14", below: "4" })).toBe(false);
});

test("keeps the cache where the user says, else where servers without root can enter, else in the user's cache", () => {
  const home = "/home/ada";
  expect(cacheFolder({ env: { BELFRY_CACHE: "/srv/cache" }, uid: 0, home })).toBe("/srv/cache");
  expect(cacheFolder({ env: {}, uid: 0, home: "/root" })).toBe("/var/cache/belfry");
  expect(cacheFolder({ env: {}, uid: 1000, home })).toBe("/home/ada/.cache/belfry");
  expect(cacheFolder({ env: { XDG_CACHE_HOME: "/data/cache" }, uid: 1000, home })).toBe("/data/cache/belfry");
});

test("says plainly on which machines there are no programs", () => {
  expect(currentTarget("darwin", "arm64")).toEqual({ os: "darwin", arch: "arm64" });
  expect(() => currentTarget("win32", "x64")).toThrow("use Docker or Kubernetes");
});
