import { join } from "node:path";
import { imageName } from "../../platforms/image-reference";
import { run } from "../../toolchain/run";
import { backupImage, type Image, ownImage, toolImage } from "../../toolchain/versions";
import { ask, askEngine } from "../docker/engine";

/** An image of belfry's own as the registry has it now. */
export interface PushedImage {
  readonly repository: string;
  readonly digest: string;
}

interface Target {
  /** The clone to build from. */
  readonly root: string;
  /** Registry, and perhaps a folder in it. */
  readonly registry: string;
  readonly say: (line: string) => void;
}

const minutes = 60_000;
/** npm's packages and a base image come over the line. */
const buildLimitMs = 30 * minutes;
const pushLimitMs = 20 * minutes;

/** Builds belfry's own images and sends them to the registry; the digests are the registry's. */
export async function pushOwnImages(target: Target): Promise<readonly PushedImage[]> {
  await askEngine();
  const pushed: PushedImage[] = [];
  for (const image of [ownImage, backupImage, toolImage]) pushed.push(await pushImage(image, target));
  return pushed;
}

async function pushImage(image: Image, { root, registry, say }: Target): Promise<PushedImage> {
  const { repository, build } = image;
  if (build === undefined) throw new Error(`${imageName(image)} is not built from this clone.`);
  const remote = `${registry}/${repository}`;
  const name = imageName({ ...image, repository: remote });
  const how = ["--target", build.target, "--file", join(root, build.dockerfile), "--tag", name];
  say(`${name}: building`);
  await run("docker", ["build", "--quiet", ...how, join(root, build.context)], { timeoutMs: buildLimitMs });
  say(`${name}: pushing`);
  await run("docker", ["push", "--quiet", name], { timeoutMs: pushLimitMs }).catch((error: Error) => {
    throw new Error(`${name} was not taken: ${error.message}. Fix: docker login ${registry.split("/")[0]}.`);
  });
  return { repository, digest: await digestOf(name, remote) };
}

/** An image may have been pushed to several places; each calls it by a digest of its own. */
async function digestOf(name: string, remote: string): Promise<string> {
  const known = await ask("image", "inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", name);
  const found = known.split("\n").find((one) => one.startsWith(`${remote}@`));
  if (found === undefined) throw new Error(`The engine knows no digest of ${name}: it was not pushed.`);
  return found.slice(remote.length + 1).trim();
}
