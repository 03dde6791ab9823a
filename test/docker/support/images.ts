import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { findTool } from "../../../toolchain/find";
import { obtainTool } from "../../../toolchain/obtain";
import { isFound } from "../../../toolchain/outcome";
import {
  type Image,
  ownImage,
  type Product,
  products,
  ragbaseImages,
  toolImage,
} from "../../../toolchain/versions";
import type { Engine } from "./engine";
import { output } from "./output";
import { ownContent } from "./own-image";
import { pgvectorContent, pgvectorHome } from "./pgvector-image";
import { type Content, layOut, shell, users } from "./rootfs";

/** A test's image holds nothing that the shipped one lacks: its program where the shipped one has it, and little else. */
interface TestImage {
  readonly image: Image;
  readonly content: () => Promise<Content> | Content;
  /** Settings of the image, as a Dockerfile writes them. */
  readonly settings: readonly string[];
}

/** Belfry's own: what is on PATH may need more of this machine than its own libraries. */
async function binary(product: Product, program: string): Promise<string> {
  const cached = await findTool(product, { path: "" });
  const { binaries } = isFound(cached) ? cached : await obtainTool(product, { onProgress: () => undefined });
  return binaries[program] ?? program;
}

/** A product that has an image. */
type Shipped = {
  [P in Product]: (typeof products)[P] extends { readonly image: Image } ? P : never;
}[Product];

/** A static server, where its official image has it. */
function server(product: Shipped, program: string, at: string): TestImage {
  return {
    image: products[product].image,
    content: async () => ({ files: { [at]: await binary(product, program) } }),
    settings: [`ENTRYPOINT ["${at}"]`],
  };
}

/** A program of Debian as its package has it, its own libraries beside it, and what the loader takes for both. */
async function packaged(product: Product, programs: Readonly<Record<string, string>>): Promise<Content> {
  const files: Record<string, string> = {};
  const dynamic: string[] = [];
  for (const [at, name] of Object.entries(programs)) {
    const root = join(dirname(await binary(product, name)), "root/usr");
    const program = readdirSync(join(root, "bin")).find((file) => file.endsWith(name.replaceAll("_", "-")));
    files[at] = join(root, "bin", program ?? name);
    const libraries = join(root, "lib/x86_64-linux-gnu");
    if (existsSync(libraries)) {
      files["/usr/lib/x86_64-linux-gnu"] = libraries;
      dynamic.push(...readdirSync(libraries).map((file) => join(libraries, file)));
    }
    dynamic.push(at);
  }
  return {
    files: { ...shell, ...files },
    texts: { "/etc/passwd": users },
    dynamic: [...Object.keys(shell), ...dynamic],
  };
}

const redis: TestImage = {
  image: products.redis.image,
  content: () =>
    packaged("redis", {
      "/usr/local/bin/redis-server": "redis-server",
      "/usr/local/bin/redis-cli": "redis-cli",
    }),
  settings: ['ENTRYPOINT ["redis-server"]', "ENV PATH=/usr/local/bin:/bin"],
};

const postgresHome = "/usr/lib/postgresql/18";

export const testImages: readonly TestImage[] = [
  server("prometheus", "prometheus", "/bin/prometheus"),
  server("alertmanager", "alertmanager", "/bin/alertmanager"),
  server("loki", "loki", "/usr/bin/loki"),
  server("tempo", "tempo", "/tempo"),
  server("collector", "otelcol", "/otelcol-contrib"),
  server("node-exporter", "node_exporter", "/bin/node_exporter"),
  server("postgres-exporter", "postgres_exporter", "/bin/postgres_exporter"),
  server("blackbox-exporter", "blackbox_exporter", "/bin/blackbox_exporter"),
  {
    image: products["redis-exporter"].image,
    content: () => packaged("redis-exporter", { "/redis_exporter": "redis_exporter" }),
    settings: ['ENTRYPOINT ["/redis_exporter"]'],
  },
  redis,
  {
    image: products.postgres.image,
    content: async () => {
      const home = join(dirname(await binary("postgres", "postgres")), "native");
      return {
        files: { ...shell, [postgresHome]: home },
        texts: { "/etc/passwd": users },
        dynamic: ["/bin/sh", join(home, "bin/postgres"), join(home, "bin/initdb")],
      };
    },
    settings: [`ENV PATH=${postgresHome}/bin:/bin`],
  },
  { ...redis, image: ragbaseImages.redis },
  {
    image: ragbaseImages.postgres,
    content: pgvectorContent,
    settings: [`ENV PATH=${pgvectorHome}/bin:/bin`],
  },
  {
    image: ownImage,
    content: ownContent,
    settings: ["WORKDIR /app", 'ENTRYPOINT ["node"]', "ENV PATH=/usr/local/bin:/bin", "USER 65534:65534"],
  },
];

/** The small static helper, built as its Dockerfile builds it. */
export async function helperContent(folder: string): Promise<Content> {
  const file = join(folder, "belfry-tool");
  const source = join(__dirname, "../../../images/tool");
  const flags = ["build", "-trimpath", "-ldflags", "-s -w", "-o", file, "."];
  await output("go", flags, { cwd: source, env: { ...process.env, CGO_ENABLED: "0" }, seconds: 300 });
  return { files: { "/belfry-tool": file } };
}

/** Makes the images, pushes each to the registry, and says what digest it has there, by repository. */
export async function pushImages(
  { host }: Engine,
  registry: string,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const helper: TestImage = {
    image: toolImage,
    content: () => helperContent(folder),
    settings: ['ENTRYPOINT ["/belfry-tool"]', "USER 65534:65534"],
  };
  const digests: Record<string, string> = {};
  for (const { image, content, settings } of [helper, ...testImages]) {
    const tree = mkdtempSync(join(folder, "image-"));
    await layOut(tree, await content());
    const reference = `${registry}/${image.repository}:${image.tag}`;
    const archive = `${tree}.tar`;
    await output("tar", ["-C", tree, "--owner=0", "--group=0", "-cf", archive, "."]);
    const changes = settings.flatMap((setting) => ["--change", setting]);
    await output("docker", ["-H", host, "import", ...changes, archive, reference], { seconds: 300 });
    rmSync(tree, { recursive: true });
    rmSync(archive);
    const pushed = await output("docker", ["-H", host, "push", reference], { seconds: 300 });
    digests[image.repository] = /digest: (sha256:[0-9a-f]{64})/.exec(pushed)?.[1] ?? "";
  }
  return digests;
}
