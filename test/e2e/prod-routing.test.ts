import { loadCatalog, systemsOf } from "../../catalog";
import { placesOf } from "../../components/places";
import { parseConfig } from "../../config";
import { contentOf } from "../../content";
import { receiversOf } from "../../receivers";
import { contentToProve } from "../../scripts/verify/content";
import { routingProgram } from "../../verify/routing/program";
import { proveRouting } from "../../verify/routing/prove";
import { paperPlatform } from "../support/container-place";

// What production hands to Alertmanager, with an address for each channel, one of a system's own and one for escalations.
// `npm run verify` judges the same routes with the loopback inbox behind every channel.

const services = loadCatalog();
const at = placesOf(paperPlatform);
const key = (name: string) => ({ secret: "receivers", key: name });
const mail = { smarthost: "smtp.example.com:587", from: "belfry@example.com", passwordFile: key("email") };
const configured = {
  pagerduty: {
    routingKeyFile: key("pagerduty"),
    escalation: { routingKeyFile: key("pagerduty-chiefs") },
  },
  slack: {
    urlFile: key("slack"),
    channel: "#alerts",
    systems: { ragbase: { urlFile: key("slack-ragbase"), channel: "#ragbase" } },
  },
  email: { ...mail, username: "belfry", to: ["all@example.com"] },
  webhook: { urlFile: key("webhook") },
  deadMansSwitch: { urlFile: key("switch") },
};

async function failures(receivers: object): Promise<readonly string[]> {
  const engine = await routingProgram();
  if ("missing" in engine) throw new Error(engine.missing);
  const place = { environment: "prod", cluster: "prod" };
  const config = parseConfig({ receivers: JSON.stringify(receivers), platform: "kubernetes" }, "prod");
  const { routing } = contentOf(services, {
    settings: {
      ...place,
      grafanaUrl: "https://grafana.example.com",
      runbookBase: "https://runbooks.example.com",
    },
    receivers: receiversOf(config, { systems: systemsOf(services), ...at }),
    maintenance: [],
    at,
    dashboardsFolder: "/dashboards",
  });
  const content = { ...contentToProve(services, []), place, routing: routing.config };
  const checks = await proveRouting(content, engine.program);
  expect(checks.length).toBeGreaterThan(1000);
  return checks
    .filter(({ outcome }) => outcome === "failed")
    .map(({ subject, detail }) => `${subject}: ${detail}`);
}

test("in production every alert reaches whom it is declared to reach, through addresses of their own", async () => {
  expect(await failures(configured)).toEqual([]);
});

test("in production without a dead-man's switch it is told that nobody would miss the heartbeat", async () => {
  const { deadMansSwitch, ...others } = configured;
  expect(await failures(others)).toEqual([
    "belfry/prometheus/Watchdog: nobody hears it at 336 of 336 moments, as 2024-01-01T00:00:00.000Z",
    "belfry/prometheus/Watchdog: it goes to heartbeat that nobody hears, which is no dead-man's switch",
  ]);
});
