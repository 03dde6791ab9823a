import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSecret } from "@pulumi/pulumi";
import { parseConfig } from "../config";
import { receiversOf } from "../receivers";
import { containerPlace } from "./support/container-place";

const places = {
  systems: ["shop"],
  alertmanager: containerPlace("alertmanager", { http: { number: 9093 } }),
  inbox: containerPlace("inbox", { http: { number: 8025 }, smtp: { number: 1025 } }),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-receivers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function receivers(configured: object, platform = "local") {
  return receiversOf(parseConfig({ receivers: JSON.stringify(configured), platform }, "local"), places);
}

test("without a configured receiver every channel ends in the inbox", () => {
  const { destinations, secrets } = receivers({});
  expect(destinations.email?.systems?.shop).toEqual({
    smarthost: "inbox:1025",
    from: "belfry@inbox.local",
    to: ["shop@inbox.local"],
    requireTls: false,
  });
  expect(Object.keys(secrets).sort()).toEqual([
    "/run/secrets/alertmanager/dead-mans-switch-url",
    "/run/secrets/alertmanager/pagerduty-routing-key",
    "/run/secrets/alertmanager/slack-other-url",
    "/run/secrets/alertmanager/slack-shop-url",
    "/run/secrets/alertmanager/webhook-other-url",
    "/run/secrets/alertmanager/webhook-shop-url",
  ]);
});

test("a configured receiver takes its channel over, and the secret goes into a file that is a secret", async () => {
  const file = join(folder, "slack");
  writeFileSync(file, "https://hooks.example.com/T0/B0/key\n");
  const { destinations, secrets } = receivers({ slack: { urlFile: file, channel: "#alerts" } });
  expect(destinations.slack).toEqual({
    default: { apiUrlFile: "/run/secrets/alertmanager/slack-url", channel: "#alerts" },
  });
  expect(destinations.pagerduty?.default.url).toBe("http://inbox:8025/pagerduty/other");
  const output = secrets["/run/secrets/alertmanager/slack-url"];
  expect(output && (await isSecret(output))).toBe(true);
});

test("a configured receiver whose secret is missing is refused with place, value and fix", () => {
  const file = join(folder, "absent");
  expect(() => receivers({ pagerduty: { routingKeyFile: file } })).toThrow(
    `belfry:receivers.pagerduty.routingKeyFile names ${file}, which cannot be read (ENOENT). Fix: write the secret into that file, or remove belfry:receivers.pagerduty.`,
  );
});

test("a configured receiver whose secret is empty is refused with place, value and fix", () => {
  const file = join(folder, "empty");
  writeFileSync(file, " \n");
  expect(() => receivers({ webhook: { urlFile: file } })).toThrow(
    `belfry:receivers.webhook.urlFile names ${file}, which is empty. Fix: write the secret into that file, or remove belfry:receivers.webhook.`,
  );
});

test("on this machine the inbox hears the heartbeat; elsewhere nobody within may hide that nobody outside does", () => {
  const path = "/run/secrets/alertmanager/dead-mans-switch-url";
  expect(receivers({}).destinations.deadMansSwitch).toEqual({ urlFile: path });
  expect(receivers({}, "kubernetes").destinations.deadMansSwitch).toBeUndefined();
  expect(receivers({}, "docker").destinations.deadMansSwitch).toBeUndefined();
  expect(Object.keys(receivers({}, "docker").secrets)).not.toContain(path);
});

test("a configured dead man's switch is taken everywhere, and its address is a secret", async () => {
  const file = join(folder, "dead-man");
  writeFileSync(file, "https://hc.example.com/ping/0af76519\n");
  const { destinations, secrets } = receivers({ deadMansSwitch: { urlFile: file } });
  const path = "/run/secrets/alertmanager/dead-mans-switch-url";
  expect(destinations.deadMansSwitch).toEqual({ urlFile: path });
  expect(Object.keys(secrets)).toContain(path);
  // The other channels still end in the inbox.
  expect(destinations.slack?.default.apiUrlFile).toBe("/run/secrets/alertmanager/slack-other-url");
});

test("a system may have an address of its own, and escalations one more", () => {
  const file = (name: string) => {
    const path = join(folder, name);
    writeFileSync(path, `secret of ${name}\n`);
    return path;
  };
  const { destinations, secrets, delivers } = receivers({
    pagerduty: {
      routingKeyFile: file("all"),
      systems: { shop: { routingKeyFile: file("shop") } },
      escalation: { routingKeyFile: file("chiefs") },
    },
    email: {
      ...{ smarthost: "mail.example.com:587", from: "belfry@example.com", to: ["ops@example.com"] },
      systems: {
        shop: { smarthost: "mail.example.com:465", from: "belfry@example.com", to: ["shop@example.com"] },
      },
    },
  });
  expect(destinations.pagerduty).toEqual({
    default: { routingKeyFile: "/run/secrets/alertmanager/pagerduty-key" },
    systems: { shop: { routingKeyFile: "/run/secrets/alertmanager/pagerduty-shop-key" } },
    escalation: { routingKeyFile: "/run/secrets/alertmanager/pagerduty-escalation-key" },
  });
  expect(destinations.email?.systems?.shop?.to).toEqual(["shop@example.com"]);
  expect(Object.keys(secrets)).toContain("/run/secrets/alertmanager/pagerduty-escalation-key");
  expect(delivers.at(-1)).toEqual({ to: "internet", ports: [443, 587, 465] });
});

test("an address of a system that is not declared is refused with place, value and fix", () => {
  const file = join(folder, "slack");
  writeFileSync(file, "https://hooks.example.com/T0/B0/key\n");
  const address = { urlFile: file, channel: "#alerts" };
  expect(() => receivers({ slack: { ...address, systems: { shopp: address } } })).toThrow(
    "belfry:receivers.slack.systems.shopp names no system. Fix: use one of shop, or remove it.",
  );
});

test("a secret that the cluster keeps is mounted from there, and no file is read for it", () => {
  const key = { secret: "pagerduty", key: "routing-key" };
  const configured = {
    receivers: JSON.stringify({ pagerduty: { routingKeyFile: key } }),
    platform: "kubernetes",
  };
  const { destinations, secrets, keptSecrets } = receiversOf(parseConfig(configured, "prod"), places);
  const path = "/run/secrets/alertmanager/pagerduty-key";
  expect(destinations.pagerduty).toEqual({ default: { routingKeyFile: path } });
  expect(keptSecrets).toEqual({ [path]: key });
  expect(Object.keys(secrets)).not.toContain(path);
});

test("a secret of a cluster is refused where there is none", () => {
  expect(() => receivers({ webhook: { urlFile: { secret: "hook", key: "url" } } })).toThrow(
    "belfry:receivers.webhook.urlFile names Secret hook: only the platform kubernetes has Secrets, and this is local. Fix: name a file that holds it.",
  );
});
