import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheAt } from "../../../toolchain/locations";
import { ragbaseImages } from "../../../toolchain/versions";
import { accounts, type ImageRecipe } from "../../cluster/lab/image";
import { withLibraries } from "../../cluster/lab/libraries";
import { output } from "./output";

/** Where the official image has it. */
const home = "usr/lib/postgresql/16";

/** PyPI's one package with PostgreSQL 16 and pgvector: 16.2 and 0.6.2. */
const wheel = {
  requirement: "pgserver==0.1.4",
  sha256: "d595789b47624a3d963aa9aa6359da9be31beb7e61f1a45541953242068b8813",
};

/** PostgreSQL 16 with pgvector, and the shell that its preparation takes. */
export async function pgvectorRecipe(): Promise<ImageRecipe> {
  const folder = join(cacheAt().folder, "pgvector-image");
  const unpacked = join(folder, "pgserver/pginstall");
  if (!existsSync(unpacked)) await unpack(folder);
  const programs = [
    ...["postgres", "initdb", "pg_isready"].map((name) => join(unpacked, "bin", name)),
    join(unpacked, "lib/postgresql/vector.so"),
  ];
  // Its programs look for their libraries three folders up.
  const own = { [home]: unpacked, "usr/lib/pgserver.libs": join(folder, "pgserver.libs") };
  const shell = { "bin/sh": "/bin/sh", "bin/rm": "/bin/rm" };
  const files = { ...own, ...shell, ...accounts };
  return {
    repository: ragbaseImages.postgres.repository,
    stopSignal: "SIGINT",
    env: [`PATH=/${home}/bin:/bin`],
    layers: [await withLibraries(files, [...programs, ...Object.values(shell)])],
  };
}

async function unpack(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const python = ["--python-version", "3.11", "--only-binary=:all:", "--platform", "manylinux2014_x86_64"];
  await output("pip", ["download", wheel.requirement, "--no-deps", ...python, "--dest", folder]);
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "");
  const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (sum !== wheel.sha256)
    throw new Error(`${file} has the checksum ${sum}, and ${wheel.sha256} is pinned.`);
  await output("python3", ["-m", "zipfile", "-e", file, folder]);
  // A wheel's programs are not executable until somebody installs it.
  await output("chmod", ["-R", "a+rx", join(folder, "pgserver/pginstall/bin")]);
}
