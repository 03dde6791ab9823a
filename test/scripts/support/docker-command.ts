import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Puts a folder before all others on PATH while the file's tests run; what comes back writes the docker command in it. */
export function dockerCommand(): (program: string) => void {
  const folder = mkdtempSync(join(tmpdir(), "belfry-docker-"));
  const file = join(folder, "docker");
  const { PATH, DOCKER_HOST } = process.env;
  beforeAll(() => {
    process.env.PATH = [folder, PATH].join(delimiter);
    delete process.env.DOCKER_HOST;
  });
  afterAll(() => {
    process.env.PATH = PATH;
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
    rmSync(folder, { recursive: true });
  });
  return (program) => {
    writeFileSync(file, program);
    chmodSync(file, 0o755);
  };
}
