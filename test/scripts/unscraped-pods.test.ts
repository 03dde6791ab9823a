import { loadCatalog } from "../../catalog";
import { podsIn, unscrapedPods } from "../../scripts/doctor/unscraped-pods";

// A worker that nobody could ask for anything.
const services = loadCatalog().map((service) => {
  const { health, ...rest } = service;
  return service.id === "ragbase/ragbase-ai-worker" || !health ? rest : service;
});
const running = { podIP: "10.1.0.9", phase: "Running" };
const labelled = (system: string, service: string) => ({
  "belfry.dev/system": system,
  "belfry.dev/service": service,
});

function whyNot(metadata: object, status: object = running) {
  const item = { metadata: { name: "till-0", namespace: "shop", ...metadata }, status };
  return unscrapedPods(podsIn(JSON.stringify({ items: [item] })), services);
}

test.each<[string, object]>([
  ["a declared service", { labels: labelled("pulsecal", "pulsecal-api") }],
  ["a service that pushes, but whose health is asked", { labels: labelled("newsletter", "newsletter-api") }],
  ["the stack's own", { labels: labelled("belfry", "inbox") }],
  ["one that nobody wants to watch", { labels: { app: "till" }, annotations: {} }],
  ["one without labels at all", {}],
])("%s is not complained of", (_, metadata) => {
  expect(whyNot(metadata)).toEqual([]);
});

test.each<[string, object, object]>([
  [
    "it has only the annotation prometheus.io/scrape",
    { annotations: { "prometheus.io/scrape": "true" } },
    running,
  ],
  ["its label belfry.dev/system is missing", { labels: { "belfry.dev/service": "pulsecal-api" } }, running],
  ["no service pulsecal/pulsecal is declared", { labels: labelled("pulsecal", "pulsecal") }, running],
  [
    "ragbase/ragbase-ai-worker is declared as one that is not scraped",
    { labels: labelled("ragbase", "ragbase-ai-worker") },
    running,
  ],
  ["it has ended (Failed)", { labels: labelled("pulsecal", "pulsecal-api") }, { phase: "Failed" }],
  ["it has no address yet", { labels: labelled("pulsecal", "pulsecal-api") }, { phase: "Pending" }],
])("says that %s", (why, metadata, status) => {
  expect(whyNot(metadata, status)).toEqual([
    { pod: "shop/till-0", why: expect.stringContaining(why), fix: expect.stringMatching(/./) },
  ]);
});
