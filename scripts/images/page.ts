import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageName } from "../../platforms/image-reference";
import { lookedUp } from "../../toolchain/image-lock";
import { wantedImages } from "./wanted";

/** Every image that belfry runs or builds upon, with its digest and where that was seen, as Markdown. */
export function imagesPage(repository: string): string {
  const dockerfiles = ["belfry", "tool"].map((name) =>
    readFileSync(join(repository, "images", name, "Dockerfile"), "utf8"),
  );
  const rows = wantedImages(dockerfiles).map((image) => {
    const { digest, sources } = lookedUp(imageName(image));
    return digest === "unlocked"
      ? `| ${imageName(image)} | unknown | nobody has asked its registry: \`npm run images:lock\` |`
      : `| ${imageName(image)} | ${digest} | ${sources.join("; ")} |`;
  });
  return [
    "# Images and their digests",
    "",
    "| image | digest | seen at |",
    "|---|---|---|",
    ...rows,
    "",
    "A place that is told without a repository was seen in an index of public files that gives no address; a search for the digest",
    "leads to it. `npm run images:lock` asks the registry instead, and writes it beside them.",
    "",
  ].join("\n");
}
