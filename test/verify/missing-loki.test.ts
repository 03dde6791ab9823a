import { loadCatalog } from "../../catalog";
import { contentToProve } from "../../scripts/verify/content";
import type { AlertProof } from "../../verify/alerts/stage";
import { check } from "../../verify/check";
import { provers } from "../../verify/provers";
import { subjects } from "../../verify/report/summary";

// Promtool is there, Loki is not: what promtool would say is said elsewhere.
const mockCheck = check;
jest.mock("../../verify/engines", () => ({
  ...jest.requireActual("../../verify/engines"),
  engine: async () => ({ program: "/promtool" }),
}));
jest.mock("../../verify/alerts/prove", () => ({
  proveAlerts: async ({ services }: AlertProof) =>
    services.flatMap(({ id, alerts }) =>
      alerts.map(({ name }) => mockCheck("alerts", `${id}/${name}`, "has a cause", undefined)),
    ),
}));

const [service] = loadCatalog().filter(({ id }) => id === "pulsecal/pulsecal-api");
if (!service) throw new Error("no pulsecal");

test("without Loki alone, no alert over logs counts as proven", async () => {
  const content = contentToProve([service], []);
  const { checks, missing } = await provers.alerts(content, {
    folder: "/none",
    servers: {
      loki: async () => ({ missing: "loki cannot be had: build it" }),
      tempo: async () => ({ missing: "tempo cannot be had: build it" }),
      stop: async () => {},
    },
  });
  const overLogs = service.alerts.filter(({ when }) => when.language === "logql").map(({ name }) => name);
  expect(overLogs).toEqual(["RateLimitingIssues"]);
  expect(checks.filter(({ outcome }) => outcome === "skipped")).toEqual([
    {
      area: "alerts",
      subject: `${service.id}/RateLimitingIssues`,
      claim: "is proven",
      outcome: "skipped",
      detail: "loki cannot be had: build it",
    },
  ]);
  expect(missing).toEqual(["loki cannot be had: build it"]);
  const { all, proven } = subjects(checks, "alerts");
  expect(all - proven).toBe(1);
});
