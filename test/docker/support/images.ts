import { type BuiltImage, buildImage } from "../../cluster/lab/image";
import { buildImages, stackRecipes } from "../../cluster/lab/images";
import { serveRegistry } from "../../cluster/lab/registry";
import { pgvectorRecipe } from "./pgvector-image";

/** Where the images of the laptop's stack are. */
export interface GivenImages {
  /** `127.0.0.1:port`: on loopback an engine takes images without TLS. */
  readonly registry: string;
  /** By repository. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Puts the images together as the test cluster does, RAGBase's database beside them, and gives them. */
export async function giveImages(): Promise<GivenImages> {
  const stack = await buildImages(await stackRecipes());
  const images: readonly BuiltImage[] = [...stack, await buildImage(await pgvectorRecipe())];
  const server = await serveRegistry(images, "127.0.0.1", 0);
  // It ends with the run.
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The registry has no port.");
  return {
    registry: `127.0.0.1:${address.port}`,
    digests: Object.fromEntries(images.map(({ repository, digest }) => [repository, digest])),
  };
}
