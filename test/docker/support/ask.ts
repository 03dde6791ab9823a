import { execFileSync } from "node:child_process";
import type { Servers } from "../../e2e/support/servers";
import { published, running } from "./running";

/** What is asked at the port that the machine has for it. */
const publishedPorts: Readonly<Record<string, number>> = {
  "prometheus http": 9090,
  "alertmanager http": 9093,
  "inbox http": 8025,
  "collector otlp-http": 4318,
};
/** What publishes none is asked at its address inside: the machine of an engine is on each of its networks. */
const insidePorts: Readonly<Record<string, string>> = { "loki http": "3100", "tempo http": "3200" };

/** The stack's servers, as the tests of the other platforms ask them. */
export const servers: Servers = {
  url: (unit, port = "http") => {
    const number = publishedPorts[`${unit} ${port}`];
    return number === undefined ? insideUrl(unit, port) : published(number);
  },
};

function insideUrl(unit: string, port: string): string {
  const name = unit.replace(/^simulator-ragbase-/, "ragbase-");
  const format = '{{(index .NetworkSettings.Networks "belfry-dev-inside").IPAddress}} {{json .Config.Cmd}}';
  const args = ["inspect", "--format", format, `belfry-dev-${name}`];
  const told = execFileSync("docker", args, { env: running().stack.env, encoding: "utf8" }).trim();
  const flag = port === "http" ? "port" : `${port}-port`;
  const number = insidePorts[`${unit} ${port}`] ?? new RegExp(`"--${flag}=(\\d+)"`).exec(told)?.[1];
  if (number === undefined) throw new Error(`${unit} does not say what its port ${port} is: ${told}`);
  return `http://${told.split(" ")[0]}:${number}`;
}
