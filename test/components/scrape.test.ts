import { blackboxModules, probeModule } from "../../components/blackbox-modules";
import { scrapeJobs } from "../../components/scrape";
import { mail, shop } from "./support/two-services";

const everything = {
  services: [mail, shop],
  metrics: { "shop/shop-api": "shop.fake:41", "shop/mailer": "mailer.fake:42" },
  apis: { "shop/shop-api": "http://shop.fake:43" },
  prober: "prober.fake:44",
  interval: "15s",
  labels: { environment: "test", cluster: "here" },
} as const;

const origin = { system: "shop", service: "shop-api", environment: "test", cluster: "here" };

test("scrapes a service at its own path and pace, and says whose the samples are", () => {
  expect(scrapeJobs({ ...everything, apis: {} })).toEqual([
    {
      job_name: "shop/shop-api",
      metrics_path: "/stats",
      scrape_interval: "30s",
      static_configs: [{ targets: ["shop.fake:41"], labels: { ...origin, job: "shop-api" } }],
    },
  ]);
});

test("does not scrape what sends its metrics, nor what does not run", () => {
  expect(scrapeJobs({ ...everything, metrics: { "shop/mailer": "mailer.fake:42" }, apis: {} })).toEqual([]);
});

test("asks each endpoint as a whole, and for each check of its body", () => {
  const jobs = scrapeJobs({ ...everything, metrics: {} });
  const target = (probe: string, check: string) => ({
    targets: ["prober.fake:44"],
    labels: {
      ...origin,
      job: "probe",
      instance: `http://shop.fake:43/${probe}`,
      probe,
      check,
      __param_module: `shop_shop_api_${probe}_${check}`,
      __param_target: `http://shop.fake:43/${probe}`,
    },
  });
  expect(jobs).toEqual([
    {
      job_name: "probe",
      metrics_path: "/probe",
      scrape_timeout: "15s",
      static_configs: [
        target("ready", "all"),
        target("ready", "db"),
        target("ready", "cache"),
        target("live", "all"),
      ],
    },
  ]);
});

test("probes nothing where no prober runs", () => {
  expect(scrapeJobs({ ...everything, metrics: {}, prober: undefined })).toEqual([]);
});

test("judges an endpoint by status and body, a check by its body under either status", () => {
  const module = (status: readonly number[], patterns: readonly string[], timeout = "7s") => ({
    prober: "http",
    timeout,
    http: {
      valid_status_codes: status,
      follow_redirects: false,
      preferred_ip_protocol: "ip4",
      ...(patterns.length > 0 ? { fail_if_body_not_matches_regexp: patterns } : {}),
    },
  });
  expect(blackboxModules([mail, shop])).toEqual({
    modules: {
      shop_shop_api_ready_all: module([200], ['"db":true', '"cache":true']),
      shop_shop_api_ready_db: module([200, 503], ['"db":true']),
      shop_shop_api_ready_cache: module([200, 503], ['"cache":true']),
      shop_shop_api_live_all: module([204], [], "5s"),
    },
  });
});

test("names no module that is not defined", () => {
  const [probes] = scrapeJobs({ ...everything, metrics: {} });
  const named = JSON.stringify(probes).match(/"__param_module":"([^"]+)"/g) ?? [];
  const { modules } = blackboxModules([shop]);
  expect(named.map((text) => text.slice('"__param_module":"'.length, -1))).toEqual(
    Object.keys(Object(modules)),
  );
  expect(probeModule(shop, shop.health?.[0] ?? fail(), "db")).toBe("shop_shop_api_ready_db");
});

function fail(): never {
  throw new Error("the shop has no health endpoint");
}
