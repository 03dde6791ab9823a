import { loadCatalog } from "../../catalog";
import { blackboxModules, probeModule } from "../../components/blackbox-modules";
import { scrapeJobs } from "../../components/scrape";
import { scrapeLimits } from "../../components/scrape-limits";
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
      ...scrapeLimits(shop),
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
      sample_limit: 100,
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

test("looks for what it has no address of where the platform can look, and leaves the rest where it is", () => {
  const jobs = scrapeJobs({
    ...everything,
    services: [mail, shop],
    metrics: {},
    apis: {},
    discovery: {
      jobFor: ({ service }, port) => ({ found_by: service, relabel: [{ replacement: `$1:${port}` }] }),
      connectsTo: [],
      findsHosts: false,
    },
  });
  const whose = (label: string, replacement: string) => ({ target_label: label, replacement });
  expect(jobs[0]).toEqual({
    job_name: "shop/shop-api",
    metrics_path: "/stats",
    scrape_interval: "30s",
    ...scrapeLimits(shop),
    found_by: "shop-api",
    relabel_configs: [
      { replacement: `$1:${shop.delivery.by === "scrape" ? shop.delivery.port : 0}` },
      ...Object.entries({ ...origin, job: "shop-api" }).map(([label, value]) => whose(label, value)),
    ],
  });
  expect(jobs[1]).toEqual({
    job_name: "probe/shop/shop-api/ready/all",
    metrics_path: "/probe",
    params: { module: ["shop_shop_api_ready_all"] },
    sample_limit: 100,
    scrape_timeout: "15s",
    found_by: "shop-api",
    relabel_configs: [
      { replacement: `$1:${shop.port}` },
      { source_labels: ["__address__"], target_label: "__param_target", replacement: "http://$1/ready" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: "prober.fake:44" },
      ...Object.entries({ ...origin, job: "probe", probe: "ready", check: "all" }).map(([label, value]) =>
        whose(label, value),
      ),
    ],
  });
  expect(jobs.map((job) => job.job_name)).toHaveLength(5);
  expect(scrapeJobs({ ...everything, discovery: undefined })).toEqual(scrapeJobs(everything));
});

test("a scrape may bring what its declaration allows, and no longer labels than any declared one", () => {
  const greenstack = loadCatalog().find(({ id }) => id === "greenstack/greenstack-api");
  expect(greenstack && scrapeLimits(greenstack)).toEqual({
    // 4,166 declared series, and 250 of libraries.
    sample_limit: 4416,
    // Seven labels, six of the stack, the name and the bucket.
    label_limit: 15,
    label_name_length_limit: 100,
    label_value_length_limit: 400,
  });
});

test("headers that must be there are a check of their own", () => {
  const ragbase = loadCatalog().filter(({ id }) => id === "ragbase/ragbase-backend");
  const { modules } = blackboxModules(ragbase) as { modules: Record<string, unknown> };
  expect(modules.ragbase_ragbase_backend_health_headers).toEqual({
    prober: "http",
    timeout: "5s",
    http: {
      valid_status_codes: [200, 503],
      follow_redirects: false,
      preferred_ip_protocol: "ip4",
      fail_if_header_not_matches: [
        {
          header: "content-security-policy",
          regexp: "^default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:$",
        },
      ],
      fail_if_header_matches: [{ header: "x-powered-by", regexp: ".*", allow_missing: true }],
    },
  });
});
