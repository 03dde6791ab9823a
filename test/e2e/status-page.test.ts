import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { chromium as playwright } from "playwright-core";
import { loadCatalog } from "../../catalog";
import { chromium } from "./support/chromium";
import { eventually } from "./support/eventually";
import { promQuery } from "./support/servers";
import { sharedStack } from "./support/shared-stack";

// The status page of the running stack, as a browser shows it; the picture stays in dist/reports.

const stack = sharedStack();
const folder = join(__dirname, "../../dist/reports");
const file = join(folder, "status.html");
const services = loadCatalog().filter((service) => !service.stack);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await eventually("probes of every system", 120, async () => {
    const probed = await promQuery(stack, "count by (system) (probe_success)");
    return probed.length >= 5;
  });
  const { code, err } = await stack.script("status-page", "--out", file);
  if (code !== 0) throw new Error(err);
});

test("says of every service how it is, was and keeps its promises", () => {
  const html = readFileSync(file, "utf8");
  for (const { origin, slos = [] } of services) {
    const [, rest = ""] = html.split(`<h3>${origin.service}<b`);
    const [card = ""] = rest.split("</article>");
    expect(card).toMatch(/class="(well|impaired|down)"/);
    expect(card).toMatch(/there for [\d.]+%/);
    for (const { name, objective } of slos) {
      expect(card).toContain(`${name}: promised ${Number((objective * 100).toPrecision(10))}%`);
    }
  }
});

const program = chromium();
const shown = program ? test : test.skip;

shown("a browser shows it at once, on a desk and on a telephone, with nothing cut off", async () => {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser: Browser = await playwright.launch({ executablePath: program ?? "", args, timeout: 60_000 });
  try {
    const page = await browser.newPage({ viewport: { width: 960, height: 800 } });
    page.setDefaultTimeout(30_000);
    const began = Date.now();
    await page.goto(pathToFileURL(file).href);
    expect(Date.now() - began).toBeLessThan(3000);
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator("article").count()).toBe(services.length);
    expect(await page.locator("h3 b").allTextContents()).toHaveLength(services.length);
    await page.screenshot({ path: join(folder, "status.png"), fullPage: true });
    for (const width of [960, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      expect([width, overflow]).toEqual([width, 0]);
    }
  } finally {
    await browser.close();
  }
});
