import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { type ImageSettings, imageReference } from "../image-reference";
import type { Image } from "../workload";

/** Gives what a container is made of; `name` is that of the resource that pulls it. */
export type ImageSource = (name: string, image: Image, options: CustomResourceOptions) => Output<string>;

const repositoryRoot = join(__dirname, "../..");

/**
 * Images are pulled and kept. Belfry's own are built from this clone, once for all containers, unless a registry of the
 * site has them.
 */
export function imageSource(settings: ImageSettings, shared: CustomResourceOptions): ImageSource {
  const built = new Map<string, Output<string>>();
  return (name, image, options) => {
    const isGiven = settings.own ?? settings.registry ?? settings.digests[image.repository];
    const isBuilt = image.build && !isGiven;
    if (!isBuilt || !image.build) {
      const reference = imageReference(image, settings);
      return new docker.RemoteImage(name, { name: reference, keepLocally: true }, options).imageId;
    }
    const { context, dockerfile, target } = image.build;
    const known = built.get(image.repository);
    if (known) return known;
    const build = {
      context: join(repositoryRoot, context),
      dockerfile: join(repositoryRoot, dockerfile),
      target,
    };
    const imageName = `${image.repository}:${image.tag}`;
    const made = new docker.Image(image.repository, { imageName, build, skipPush: true }, shared).repoDigest;
    built.set(image.repository, made);
    return made;
  };
}
