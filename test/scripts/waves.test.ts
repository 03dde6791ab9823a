import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locationsAt } from "../../platforms/local/locations";
import { readPrograms } from "../../platforms/local/programs";
import { inWaves } from "../../scripts/stack/waves";
import { type Found, ToolMissing } from "../../toolchain/outcome";
import type { Product } from "../../toolchain/versions";

const places = locationsAt(mkdtempSync(join(tmpdir(), "belfry-waves-")), "waves");
const tool = (product: Product): Found => ({
  product,
  version: "1",
  binaries: {},
  from: "cache",
  folder: "/",
});
const offered = () => Object.keys(readPrograms(places.programs)).sort();

test("what is ready starts while the rest is still being obtained", async () => {
  const waves: string[][] = [];
  let gotLoki = (_: Found) => {};
  const result = inWaves({
    places,
    found: [tool("prometheus")],
    missing: ["loki"],
    obtain: () =>
      new Promise((resolve) => {
        gotLoki = resolve;
      }),
    up: async () => {
      waves.push(offered());
    },
    say: () => {},
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(waves).toEqual([["prometheus"]]);
  gotLoki(tool("loki"));
  expect(await result).toEqual([]);
  expect(waves).toEqual([["prometheus"], ["loki", "prometheus"]]);
});

test("what arrives during a wave is in the next one, and no wave is without news", async () => {
  const waves: string[][] = [];
  await inWaves({
    places,
    found: [],
    missing: ["loki", "tempo"],
    obtain: async (product) => tool(product),
    up: async () => {
      waves.push(offered());
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    say: () => {},
  });
  expect(waves).toEqual([[], ["loki", "tempo"]]);
});

test("the run goes on without what cannot be had, and says which and why", async () => {
  const missing = { product: "grafana", tried: [], fix: "get it" } as const;
  const leftOut = await inWaves({
    places,
    found: [tool("prometheus")],
    missing: ["grafana", "loki"],
    obtain: async (product) => {
      if (product === "grafana") throw new ToolMissing(missing);
      return tool(product);
    },
    up: async () => {},
    say: () => {},
  });
  expect(leftOut).toEqual([{ product: "grafana", reason: expect.stringContaining("Fix: get it") }]);
  expect(offered()).toEqual(["loki", "prometheus"]);
});

test("a failure while obtaining that nobody foresaw ends the run", async () => {
  const obtain = () => Promise.reject(new Error("disk on fire"));
  const run = inWaves({ places, found: [], missing: ["loki"], obtain, up: async () => {}, say: () => {} });
  await expect(run).rejects.toThrow("disk on fire");
});
