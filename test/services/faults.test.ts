import { loadCatalog } from "../../catalog";

const services = new Map(loadCatalog().map((service) => [service.id, service] as const));

// Issue "the whole catalog", item 7, typed by hand: the name of the fault in the declaration, or why there is none.
const newsletter = "newsletter/newsletter-api";
const pulsecal = "pulsecal/pulsecal-api";
const ragbase = "ragbase/ragbase-backend";
const greenstack = "greenstack/greenstack-api";
const travelCrm = "travel-crm/travel-crm-api";
const none = (reason: string) => ({ reason });
const noQueue = none("it has no queue of its own");
const noUploads = none("it takes no files");
const noSla = none("it promises its customers no time to answer");
const noCost = none("it is billed by nobody for its work");
const noDisk = none("no health check of its looks at a disk; the host's is watched by the node exporter");
const noTraces = none("it makes no traces");
const noLimit = none("it states no rate limit");

type Cell = string | { readonly reason: string };
const table: readonly (readonly [kind: string, Readonly<Record<string, Cell>>])[] = [
  ["errors", same("errors")],
  ["slow", same("slow")],
  ["down", same("down")],
  ["database down", same("databaseDown")],
  [
    "cache down",
    {
      ...{
        [newsletter]: "cacheDown",
        [pulsecal]: "redisDown",
        [ragbase]: "redisDown",
        [travelCrm]: "redisDown",
      },
      [greenstack]: none("it has no cache"),
    },
  ],
  [
    "queue growing",
    {
      ...{ [pulsecal]: "queueGrowing", [ragbase]: "queueGrowing", [travelCrm]: "queueGrowing" },
      ...{ [newsletter]: noQueue, [greenstack]: noQueue },
    },
  ],
  [
    "upload failures",
    {
      ...{ [greenstack]: "uploadFailures", [ragbase]: "uploadFailures" },
      ...{ [newsletter]: noUploads, [pulsecal]: noUploads, [travelCrm]: noUploads },
    },
  ],
  [
    "SLA breach",
    {
      [travelCrm]: "slaBreach",
      ...{ [newsletter]: noSla, [pulsecal]: noSla, [ragbase]: noSla, [greenstack]: noSla },
    },
  ],
  [
    "memory",
    {
      ...{ [greenstack]: "memoryLow", [pulsecal]: "memory", [ragbase]: "memory", [travelCrm]: "memory" },
      [newsletter]: none("the edge runtime ends an isolate at its limit and starts another"),
    },
  ],
  [
    "cost overrun",
    {
      [newsletter]: "costOverrun",
      ...{ [pulsecal]: noCost, [ragbase]: noCost, [greenstack]: noCost, [travelCrm]: noCost },
    },
  ],
  [
    "429 flood",
    {
      ...{ [newsletter]: "abusiveClient", [pulsecal]: "throttled", [ragbase]: "throttled" },
      ...{ [greenstack]: noLimit, [travelCrm]: noLimit },
    },
  ],
  [
    "429 flood that leaves as 500",
    {
      [ragbase]: "throttledAs500",
      ...Object.fromEntries(
        [newsletter, pulsecal, greenstack, travelCrm].map((id) => [
          id,
          none("only ragbase's code answers so"),
        ]),
      ),
    },
  ],
  [
    "disk filling",
    {
      ...{ [greenstack]: "diskFilling", [pulsecal]: "diskFilling" },
      ...{ [ragbase]: noDisk, [travelCrm]: noDisk },
      [newsletter]: none("an edge runtime has no disk"),
    },
  ],
  ["log flood with secrets", same("logFlood")],
  [
    "trace loss",
    {
      ...{ [greenstack]: "traceLoss", [pulsecal]: "traceLoss" },
      ...{ [newsletter]: noTraces, [ragbase]: noTraces, [travelCrm]: noTraces },
    },
  ],
  ["clock skew", same("clockSkew")],
  ["5× spike", same("spike")],
  ["every origin let in", same("corsOpen")],
];

function same(name: string): Readonly<Record<string, Cell>> {
  return Object.fromEntries([newsletter, pulsecal, ragbase, greenstack, travelCrm].map((id) => [id, name]));
}

describe.each(table)("%s", (_kind, cells) => {
  test("every system has it, or it is said why not", () => {
    expect(Object.keys(cells).sort()).toEqual([greenstack, newsletter, pulsecal, ragbase, travelCrm].sort());
  });

  test.each(Object.entries(cells).filter(([, cell]) => typeof cell === "string"))("%s: %s", (id, name) => {
    expect(services.get(id)?.faults).toHaveProperty([String(name)]);
  });
});

test("the declarations have no other faults but these of their own", () => {
  const own: Readonly<Record<string, readonly string[]>> = {
    // Those who promise a time to answer have a fault under which nearly no request keeps it.
    [newsletter]: ["certificateExpiring", "emailProviderDown", "rateLimitBypass", "stalled"],
    [pulsecal]: ["aiServicesDown", "slowChecks", "stalled"],
    [ragbase]: ["errorTypeRepeats", "stalled"],
    [greenstack]: ["idle"],
    [travelCrm]: ["stalled"],
  };
  for (const [id, further] of Object.entries(own)) {
    const listed = table.flatMap(([, cells]) => (typeof cells[id] === "string" ? [cells[id]] : []));
    expect(Object.keys(services.get(id)?.faults ?? {}).sort()).toEqual([...listed, ...further].sort());
  }
});

// Faults of which no alert of the service tells, and who tells instead.
const silent: Readonly<Record<string, string>> = {
  spike: "nothing is wrong: five times the load is served",
  idle: "nothing is wrong: nobody works",
  logFlood: "the service is well; Loki's LogLinesDiscarded tells when it harms others",
  clockSkew: "the service is well; Loki's LogLinesDiscarded and the host's clock tell",
  traceLoss: "the service is well; the canary tells when no trace arrives",
};

test.each(
  [...services.values()].filter(({ stack }) => !stack).map((service) => [service.id, service] as const),
)(
  "%s: every fault is noticed by an alert or spends a budget, or it is said who tells instead",
  (id, service) => {
    const noticed = new Set([
      ...service.alerts.flatMap(({ firesUnder }) => firesUnder),
      ...(service.slos ?? []).flatMap(({ spentUnder }) => Object.values(spentUnder).flat()),
      ...Object.keys(silent),
      // Its refusals are the client's affair as long as they leave as 429.
      ...(id === ragbase ? ["throttled"] : []),
      // It has no requests and no metrics: how long a document takes is on its board.
      ...(id === "ragbase/ragbase-ai-worker" ? ["slow"] : []),
    ]);
    expect(Object.keys(service.faults).filter((fault) => !noticed.has(fault))).toEqual([]);
  },
);
