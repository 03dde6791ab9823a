import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { contentToProve } from "../../scripts/verify/content";
import { engine } from "../../verify/engines";
import { measureOutage } from "../../verify/slo/measure";
import { outages } from "../../verify/slo/outages";
import { sloReport } from "../../verify/slo/report";

// The page of all SLOs is compared with arithmetic in test/docs; of one SLO it is measured anew here.

const page = readFileSync(join(__dirname, "../../docs/slo-behaviour.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "belfry-slo-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf(markdown: string, title: string): readonly string[] {
  const part = markdown.split("\n### ").find((one) => one.startsWith(`${title}\n`)) ?? "";
  return part.split("\n").filter((line) => line.startsWith("| "));
}

test("an outage of everything and one of a tenth are paged, and over, when the page says so", async () => {
  const promtool = await engine("prometheus", "promtool");
  if ("missing" in promtool) throw new Error(promtool.missing);
  const services = loadCatalog();
  const service = services.find(({ id }) => id === "travel-crm/travel-crm-api");
  const slo = service?.slos?.find(({ name }) => name === "availability");
  if (!service || !slo) throw new Error("travel-crm promises no availability");
  const { rules, place } = contentToProve(services);
  const bench = {
    promtool: promtool.program,
    folder,
    place,
    rules: rules["travel-crm.travel-crm-api.slo.yaml"] ?? "",
  };
  const quick = outages.filter(({ name }) => name.startsWith("100") || name.startsWith("10 "));
  const measured = await Promise.all(quick.map((outage) => measureOutage(service, slo, outage, bench)));
  const title = "travel-crm/travel-crm-api: availability";
  const anew = rowsOf(sloReport([{ service, slo, outages: measured, heldBackBy: new Map() }]), title);
  expect(anew).toHaveLength(4);
  expect(anew.slice(2)).toEqual(rowsOf(page, title).slice(2, 4));
});
