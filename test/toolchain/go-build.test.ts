import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromGo } from "../../toolchain/go-build";
import { cacheAt } from "../../toolchain/locations";
import { toolFor } from "../../toolchain/tools";
import type { Product } from "../../toolchain/versions";
import type { WayContext } from "../../toolchain/way";
import { temporaryFolders } from "./fake-release";

const temporaryFolder = temporaryFolders();
const { PATH } = process.env;

afterEach(() => {
  process.env.PATH = PATH;
});

/** Stands in for go: keeps what it was told, and "builds" a file that names the folder it was called in. */
const fakeGo = (module: string, log: string) => `#!/bin/sh
echo "$@" >> "${log}"
case "$1 $2" in
  "mod download") echo '{"Dir": "${module}"}' ;;
  "build -v")
    echo "go: downloading example.org/a v1.0.0" >&2
    echo "example.org/b" >&2
    while [ "$1" != "-o" ]; do shift; done
    pwd > "$2" ;;
esac
`;

async function withFakeGo(product: Product) {
  const folder = await temporaryFolder();
  const module = join(folder, "module");
  const log = join(folder, "calls");
  await mkdir(join(module, "ui"), { recursive: true });
  await writeFile(join(module, "ui", "web.go"), "package ui\n", { mode: 0o444 });
  await writeFile(join(folder, "go"), fakeGo(module, log), { mode: 0o755 });
  process.env.PATH = `${folder}:/usr/bin:/bin`;
  const lines: string[] = [];
  const cache = cacheAt(join(folder, "cache"));
  const staging = join(folder, "staging");
  const onProgress = (line: string) => void lines.push(line);
  const context: WayContext = { product, tool: toolFor(product), cache, staging, onProgress };
  return { context, lines, calls: () => readFile(log, "utf8") };
}

test("builds in the wrapper module, without C, debug information or paths, and tells what it did", async () => {
  const { context, lines, calls } = await withFakeGo("tempo");
  expect(await fromGo(context)).toBe("3.0.0-pre");
  expect((await readFile(join(context.staging, "tempo"), "utf8")).trim()).toMatch(
    /toolchain\/modules\/tempo$/,
  );
  expect(await calls()).toContain(
    "-trimpath -buildvcs=false -gcflags=all=-dwarf=false -ldflags=-s -w -X main.Version=",
  );
  expect(lines.at(-1)).toBe("tempo: compiled 1, fetched 1, 0 s");
});

test("builds from a copy where a module lacks files that it embeds", async () => {
  const { context, calls } = await withFakeGo("alertmanager");
  await fromGo(context);
  const copy = join(context.cache.folder, "build", "alertmanager", "module");
  expect(await readFile(join(copy, "ui", "app", "dist", "index.html"), "utf8")).toBe("");
  expect(await readFile(join(copy, "ui", "web.go"), "utf8")).toBe("package ui\n");
  expect(await calls()).toContain("mod edit -replace=github.com/prometheus/alertmanager=./module");
});

test("says that there is no Go", async () => {
  const { context } = await withFakeGo("tempo");
  process.env.PATH = join(context.staging, "nowhere");
  await expect(fromGo(context)).rejects.toThrow("there is no go on PATH");
});
