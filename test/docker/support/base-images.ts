import { realpathSync } from "node:fs";
import { join } from "node:path";
import { basesOf } from "../../../scripts/images/wanted";
import { products } from "../../../toolchain/versions";
import { accounts, type BuiltImage, type ImageRecipe } from "../../cluster/lab/image";
import { buildImages, stackRecipes } from "../../cluster/lab/images";
import { withLibraries } from "../../cluster/lab/libraries";
import { output } from "./output";

const certificates = "/etc/ssl/certs/ca-certificates.crt";
const shell = { "bin/sh": "/bin/sh", "bin/rm": "/bin/rm", "usr/bin/env": "/usr/bin/env" };
/** A folder comes with what is in it. */
const temporary = { "tmp/empty": join(__dirname, "files/empty") };

/** Node, npm and a shell of this machine, as the base has them. */
async function nodeRecipe(): Promise<ImageRecipe> {
  const npm = join((await output("npm", ["root", "--global"])).trim(), "npm");
  const programs = { "usr/local/bin/node": process.execPath, ...shell };
  const files = {
    ...programs,
    "usr/local/lib/node_modules/npm": npm,
    "usr/local/bin/npm": join(__dirname, "files/npm"),
    "usr/local/bin/npx": join(__dirname, "files/npx"),
    [certificates.slice(1)]: realpathSync(certificates),
    ...temporary,
    ...accounts,
  };
  // A machine behind a proxy of its own trusts what that signs.
  const env = process.env.NODE_EXTRA_CA_CERTS ? [`NODE_EXTRA_CA_CERTS=${certificates}`] : [];
  return { repository: "node", env, layers: [await withLibraries(files, Object.values(programs))] };
}

/** Go of this machine. */
async function goRecipe(): Promise<ImageRecipe> {
  const root = (await output("go", ["env", "GOROOT"])).trim();
  const files = { "usr/local/go": root, ...shell, ...temporary, ...accounts };
  return {
    repository: "golang",
    env: ["PATH=/usr/local/go/bin:/usr/bin:/bin", "GOTOOLCHAIN=local", "HOME=/root"],
    layers: [await withLibraries(files, Object.values(shell))],
  };
}

/** What belfry's own images are built upon, put together from this machine's programs: no registry can be asked here. */
export async function baseImages(): Promise<readonly BuiltImage[]> {
  const postgres = (await stackRecipes()).find(
    ({ repository }) => repository === products.postgres.image.repository,
  );
  return buildImages([await nodeRecipe(), await goRecipe(), ...(postgres ? [postgres] : [])]);
}

/** A Dockerfile as it is, but for the registry and the digests of its bases. */
export function uponBases(dockerfile: string, registry: string, bases: readonly BuiltImage[]): string {
  return basesOf(dockerfile).reduce((text, { repository, tag }) => {
    const digest = bases.find((one) => one.repository === repository)?.digest;
    if (!digest) throw new Error(`Nobody has put together ${repository}:${tag}.`);
    return text.replace(
      new RegExp(`^FROM ${repository}:${tag}\\S*`, "m"),
      `FROM ${registry}/${repository}@${digest}`,
    );
  }, dockerfile);
}
