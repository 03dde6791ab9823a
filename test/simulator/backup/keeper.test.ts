import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Keeper, type Source } from "../../../simulator/backup/keeper";

jest.setTimeout(60_000);

/** What is told of a source that is kept for a while: a backup and a drill at once, the next far away. */
async function told(source: Partial<Source<"pg">>, enough: number) {
  const folder = mkdtempSync(join(tmpdir(), "belfry-keeper-"));
  const said: string[] = [];
  jest.spyOn(console, "error").mockImplementation(() => undefined);
  const keeper = new Keeper({
    sources: [
      {
        ...{ product: "pg", ending: "tar.gz" },
        backUp: async (file) => writeFileSync(file, "1234"),
        drill: async () => ({ recoveryPointSeconds: 3, recoveryTimeSeconds: 7 }),
        ...source,
      },
    ],
    ledger: {
      backedUp: (product, bytes) => said.push(`${product} ${bytes} bytes`),
      restored: (product, point, time) => said.push(`${product} restored ${point} ${time}`),
      failed: (product, step) => said.push(`${product} ${step} failed`),
    },
    ...{ folder, everyMs: 3_600_000, drillEveryMs: 86_400_000, againMs: 10 },
  });
  const deadline = Date.now() + 30_000;
  while (said.length < enough && Date.now() < deadline) await wait(5);
  keeper.stop();
  return { said: said.slice(0, enough), files: readdirSync(join(folder, "pg")) };
}

test("a backup is made at once, and restored at once", async () => {
  const { said, files } = await told({}, 2);
  expect(said).toEqual(["pg 4 bytes", "pg restored 3 7"]);
  expect(files).toEqual([expect.stringMatching(/^\d+\.tar\.gz$/)]);
});

test("a backup that fails is told and tried again, and never restored", async () => {
  const failing = async () => {
    throw new Error("the disk is full");
  };
  expect((await told({ backUp: failing }, 3)).said).toEqual(Array(3).fill("pg backup failed"));
});

test("a backup that cannot be restored is told, and no drill counts", async () => {
  const failing = async () => {
    throw new Error("the copy is damaged");
  };
  expect((await told({ drill: failing }, 2)).said).toEqual(["pg 4 bytes", "pg drill failed"]);
});

test("what a killed run left half done is cleared away", async () => {
  const { files } = await told(
    {
      backUp: async (file) => {
        writeFileSync(`${file.replace(/\d+\.tar/, "1.tar")}.part`, "half");
        writeFileSync(file, "whole");
      },
    },
    1,
  );
  expect(files.filter((name) => name.endsWith(".part"))).toEqual([]);
});
