import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { parseConfig } from "../../config";
import { needsOf } from "../../scripts/preflight/needs";
import { productionObjects } from "../../scripts/render/rendered";
import { stackConfig } from "../../scripts/render/stack-config";
import { copies, type StackSizeName, stackSizes } from "../../sizing/copies";
import { monthlyCost } from "../../sizing/cost";
import { seriesWithin } from "../../sizing/prometheus";
import { stackSize } from "../../sizing/stack";

const repository = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "belfry-sizes-"));
const keys = join(folder, "keys");
writeFileSync(keys, "aws_access_key_id = a\naws_secret_access_key = b\n");
afterAll(() => rmSync(folder, { recursive: true }));

const bucket = JSON.stringify({ endpoint: "s3.example.com", bucket: "lines", credentialsFile: keys });
/** Of a month, typed by hand as an example: what a stack costs depends on whose cluster it is in. */
const prices = { cores: 20, memoryGib: 3, volumeGib: 0.1, bucketGib: 0.025 };
const gib = 2 ** 30;

/** What production of the catalog asks for at a size, by the objects that are made. */
async function columnOf(size: StackSizeName): Promise<Readonly<Record<string, string>>> {
  const settings = {
    ...stackConfig(repository, "prod"),
    ...{ "belfry:images": '{"unlocked":"allow"}', "belfry:size": size },
    ...(size === "small" ? {} : { "belfry:objectStorage": bucket }),
  };
  const needs = needsOf(await productionObjects("prod", settings, (name) => name), "belfry");
  const own = Object.entries(settings).map(([key, value]) => [key.replace("belfry:", ""), value]);
  const { prometheus, loki, tempo } = stackSize(loadCatalog(), parseConfig(Object.fromEntries(own), "prod"));
  const footprint = {
    cores: needs["requests.cpu"] ?? 0,
    memoryGib: (needs["requests.memory"] ?? 0) / gib,
    volumeGib: (needs["requests.storage"] ?? 0) / gib,
    bucketGib: loki.size.bucketMib / 1024,
  };
  const several = Object.entries(copies[size]).map(([name, count]) => `${count} ${name}`);
  const limit = prometheus.size.memoryLimitMib;
  return {
    "several copies of": several.join(", ") || "nothing",
    pods: String(needs.pods),
    "cores, requested": footprint.cores.toFixed(2),
    "memory, requested": `${footprint.memoryGib.toFixed(1)} GiB`,
    "memory, limits": `${((needs["limits.memory"] ?? 0) / gib).toFixed(1)} GiB`,
    volumes: `${footprint.volumeGib.toFixed(0)} GiB`,
    "bucket, when full": `${footprint.bucketGib.toFixed(1)} GiB`,
    "limit of each Prometheus": `${limit} MiB`,
    "series that it holds": Math.round(seriesWithin(limit, 15)).toLocaleString("en-US"),
    "lines a second that Loki takes in": `${loki.ingestionMegabytes} MB`,
    "limit of each Tempo": `${tempo.size.memoryLimitMib} MiB`,
    "spans that each Tempo takes in": `${(tempo.intake.bytesPerSecond / 1000).toFixed(1)} kB a second, ${Math.round(tempo.intake.burstBytes / 2 ** 20)} MiB at once`,
    "a month, at the prices below": monthlyCost(footprint, prices).toFixed(0),
  };
}

test("docs/sizing.md shows what each size asks for, holds and costs (UPDATE=1 writes it)", async () => {
  const columns: Readonly<Record<string, string>>[] = [];
  for (const size of stackSizes) columns.push(await columnOf(size));
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    row(["", ...stackSizes.map((size) => `\`${size}\``)]),
    row(["---", ...stackSizes.map(() => "---")]),
    ...Object.keys(columns[0] ?? {}).map((key) => row([key, ...columns.map((one) => one[key] ?? "")])),
  ].join("\n");
  const path = join(repository, "docs/sizing.md");
  const [before = "", , after = ""] = readFileSync(path, "utf8").split(/<!-- (?:sizes|end of sizes) -->\n/);
  const wanted = `${before}<!-- sizes -->\n${table}\n<!-- end of sizes -->\n${after}`;
  if (process.env.UPDATE) writeFileSync(path, wanted);
  expect(readFileSync(path, "utf8")).toBe(wanted);
}, 300_000);
