import { basename } from "node:path";
import { stackRecipes } from "../cluster/lab/images";
import { shippedPrograms } from "../support/shipped-programs";
import { pgvectorRecipe } from "./support/pgvector-image";
import { withEngine } from "./support/running";

/** Where programs are; PostgreSQL's own folder holds all that belongs to its server. */
const isProgram = (path: string) => /^(usr\/(local\/)?)?s?bin\/|^[^/]+$/.test(path);
/** The same server, under the name that Debian's package gives it. */
const renamed: Readonly<Record<string, string>> = { "prometheus-redis-exporter": "redis_exporter" };

withEngine("images that the tests put together", () => {
  test("hold no program that the shipped one lacks", async () => {
    const recipes = [...(await stackRecipes()), await pgvectorRecipe()];
    const others = recipes.filter(({ repository }) => shippedPrograms[repository] !== undefined);
    expect(others.length).toBeGreaterThan(10);
    const strange = others.flatMap(({ repository, layers }) =>
      layers
        .flatMap((layer) => Object.keys(layer))
        .filter(isProgram)
        .map((path) => renamed[basename(path)] ?? basename(path))
        .filter((name) => !shippedPrograms[repository]?.includes(name))
        .map((name) => `${repository}: ${name}`),
    );
    expect(strange).toEqual([]);
  });
});
