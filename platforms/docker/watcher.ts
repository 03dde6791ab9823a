import type { Input } from "@pulumi/pulumi";
import type { Discovery } from "../platform";
import { lockedDown } from "./containers";
import { printedFolder } from "./place";

/** The one container that talks to the engine: it writes down what the others print, and tells which can be scraped. */
export const watcherName = "watcher";

const port = 9099;
/** Where it finds the engine, wherever its machine has it. */
const socketInside = "/run/docker.sock";

/** Name of the volume that holds what containers print. */
export function printedVolume(stack: string): string {
  return `${stack}-printed`;
}

/**
 * It is root without any capability, which is what it takes to open a socket that belongs to root. Nobody can send it
 * anything but two questions, and it asks the engine nothing but what it answers (docs/decisions/0014-docker-watcher.md).
 */
export function watcherArgs(stack: string, socket: string, inside: Input<string>) {
  return {
    ...lockedDown,
    name: `${stack}-${watcherName}`,
    command: ["watch", socketInside, `:${port}`, printedFolder, `${stack}-inside`],
    user: "0:0",
    restart: "unless-stopped",
    ...{ memory: 64, memorySwap: 64, memoryReservation: 16, cpus: "0.25" },
    ...{ stopTimeout: 5, destroyGraceSeconds: 5 },
    healthcheck: {
      tests: ["CMD", "/belfry-tool", "probe", `http://127.0.0.1:${port}/ready`],
      ...{ interval: "5s", timeout: "5s", retries: 3, startPeriod: "10s" },
    },
    volumes: [
      { volumeName: printedVolume(stack), containerPath: printedFolder },
      { hostPath: socket, containerPath: socketInside, readOnly: true },
    ],
    networksAdvanced: [{ name: inside, aliases: [watcherName] }],
  };
}

/** Finds the containers of the engine that carry the two labels of a service, whoever started them. */
export const containerDiscovery: Discovery = {
  jobFor: ({ system, service }, scraped) => ({
    http_sd_configs: [
      {
        url: `http://${watcherName}:${port}/targets?${new URLSearchParams({ system, service, port: String(scraped) })}`,
        refresh_interval: "15s",
      },
    ],
    relabel: [{ source_labels: ["__meta_belfry_container"], target_label: "instance" }],
  }),
  findsHosts: false,
  stdoutFile: ({ system, service }) => `${printedFolder}/${system}.${service}.log`,
  connectsTo: [],
};
