import type { Container } from "./container";
import { imageName } from "./image";
import type { Stack } from "./stack";
import type { Workload } from "./workload";

/** Kinds of databases by the last word of the image or by the program. */
const products: Readonly<Record<string, string>> = {
  postgres: "postgres",
  postgresql: "postgres",
  pgvector: "postgres",
  timescaledb: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
  mongo: "mongodb",
  mongodb: "mongodb",
  redis: "redis",
  "redis-server": "redis",
  valkey: "redis",
};

/** What database a container is; undefined where it is none. */
export function databaseOf({ image, words }: Container): string | undefined {
  const [program] = Array.isArray(words) ? words : [];
  const name = imageName(image) ?? (typeof program === "string" ? program.split("/").at(-1) : undefined);
  return name === undefined ? undefined : products[name];
}

/** The databases of a stack that run on. */
export function databases(
  stack: Stack,
): readonly { readonly workload: Workload; readonly product: string }[] {
  return stack.workloads
    .filter(({ runsForever }) => runsForever)
    .flatMap((workload) => {
      const product = workloadDatabase(workload);
      return product === undefined ? [] : [{ workload, product }];
    });
}

export function workloadDatabase({ containers }: Workload): string | undefined {
  const all = typeof containers === "object" ? containers : [];
  return all.filter(({ role }) => role === "main").flatMap((one) => databaseOf(one) ?? [])[0];
}
