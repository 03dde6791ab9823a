import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPrograms, writePrograms } from "../../platforms/local/programs";
import { programsOf, takeStock } from "../../scripts/stack/tools";

const fresh = () => mkdtempSync(join(tmpdir(), "belfry-tools-"));

beforeEach(() => {
  process.env.BELFRY_CACHE = fresh();
  process.env.PATH = fresh();
});

test("a program that the stack runs and that is gone is told apart from one it never had", async () => {
  const file = join(fresh(), "programs.json");
  const loki = {
    product: "loki",
    version: "1",
    binaries: { loki: "/gone/loki" },
    from: "cache",
    folder: "/gone",
  } as const;
  writePrograms(file, programsOf([loki]));
  expect(await takeStock(["loki", "tempo"], file)).toEqual({
    found: [],
    missing: ["loki", "tempo"],
    lost: ["loki"],
  });
});

test("what can be had is remembered with its place, and nothing is had before the first run", () => {
  const file = join(fresh(), "programs.json");
  expect(readPrograms(file)).toEqual({});
  const tool = {
    product: "tempo",
    version: "3",
    binaries: { tempo: "/a/tempo" },
    from: "path",
    folder: "/a",
  } as const;
  writePrograms(file, programsOf([tool]));
  expect(readPrograms(file)).toEqual({
    tempo: { version: "3", binaries: { tempo: "/a/tempo" }, folder: "/a" },
  });
});
