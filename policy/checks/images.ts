import { whyUnlocked } from "../../toolchain/unlocked-image";
import { imageReference } from "../model/image";
import { notKnown } from "../model/value";
import type { Policy } from "../policy";
import { fail, holds, notConcerned, pass, unknown } from "../verdict";

const section = "Security";

export const imagesHaveDigests: Policy<"container"> = {
  name: "images-have-digests",
  section,
  severity: "high",
  subject: "container",
  description: "Images are named by digest: what was tested is what runs.",
  fix: "write the image as name:tag@sha256:…; `npm run images:lock` finds the digests of belfry's own",
  check({ container: { image }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    if (image === notKnown) return unknown("its image is not known before the deployment");
    const reference = imageReference(image);
    if (reference?.digest !== undefined) return pass;
    // That belfry ships it without a digest is no mistake of whoever deploys it: it is open, and says what settles it.
    const open = reference?.tag && whyUnlocked(reference.repository, reference.tag);
    return open ? unknown(`its image has no digest, and ${open}`) : fail("its image has no digest");
  },
};

export const imagesHaveTags: Policy<"container"> = {
  name: "images-have-tags",
  section,
  severity: "high",
  subject: "container",
  description: "Images have a version: `latest` is another program tomorrow.",
  fix: "name a version, not latest",
  check({ container: { image }, workload: { platform } }) {
    if (platform === "local") return notConcerned;
    return holds(
      image,
      (name) => {
        const reference = imageReference(name);
        if (reference === undefined || reference.tag === "latest") return false;
        return reference.tag !== undefined || reference.digest !== undefined;
      },
      "its image has no tag, or the tag latest",
    );
  },
};

export const imagesComeFromAllowedRegistries: Policy<"container"> = {
  name: "images-come-from-allowed-registries",
  section,
  severity: "medium",
  subject: "container",
  description: "Images come from registries that somebody has agreed to.",
  fix: "mirror the image into an allowed registry, or add its registry to the setting registries",
  uses: ["registries"],
  check({ container: { image }, workload: { platform } }, { registries }) {
    if (platform === "local") return notConcerned;
    if (image === notKnown) return unknown("its image is not known before the deployment");
    const reference = imageReference(image);
    if (reference === undefined) return fail("its image has no name that can be read");
    // Docker may name an image by its id alone, which comes from this machine.
    if (reference.registry === undefined)
      return unknown("its image is named by its id, which tells no registry");
    return registries.includes(reference.registry)
      ? pass
      : fail("its image comes from a registry that is not allowed");
  },
};
