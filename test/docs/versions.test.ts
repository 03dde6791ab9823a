import { readFileSync } from "node:fs";
import { join } from "node:path";
import { products } from "../../toolchain/versions";

const page = readFileSync(join(__dirname, "../../docs/versions.md"), "utf8");
const rows = [...page.matchAll(/^\| ([a-z-]+) \| (\S+:\S+) \| (.+) \| (.+) \|$/gm)];

test("names every product as it is shipped, how it was tested, and its licence", () => {
  // What only the tests' own cluster is made of is not shipped.
  const shipped = Object.entries(products).flatMap(([name, product]) =>
    "image" in product ? [[name, `${product.image.repository}:${product.image.tag}`]] : [],
  );
  expect(rows.map(([, product, image]) => [product, image])).toEqual(shipped);
});

test("says of each product that was tested in another version which one that was", () => {
  for (const [, product = "", , tested = ""] of rows) {
    const known = Object.entries(products).find(([name]) => name === product)?.[1].version ?? "";
    expect([product, tested.startsWith(known) || /^\d|^not run/.test(tested)]).toEqual([product, true]);
  }
});
