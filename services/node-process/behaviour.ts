import type { Behaviour, Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, observe, set } from "../../declaration/emission";
import type { NodeDefaults } from "../../telemetry/node-defaults";
import { heapSpaces } from "../../telemetry/node-defaults";

const mebibyte = 1024 ** 2;
const everySeconds = 5;

function cpu(m: NodeDefaults, { random }: Moment): readonly Emission[] {
  const user = everySeconds * (0.05 + 0.05 * random());
  const system = user / 4;
  return [
    count(m.cpuUser, {}, user),
    count(m.cpuSystem, {}, system),
    count(m.cpu, {}, user + system),
    observe(m.gcDuration, { kind: "minor" }, 0.0005 + 0.001 * random()),
    ...(random() < 0.1 ? [observe(m.gcDuration, { kind: "major" }, 0.005 + 0.01 * random())] : []),
  ];
}

function memory(m: NodeDefaults, residentMiB: number, { random }: Moment): readonly Emission[] {
  const resident = residentMiB * mebibyte * (0.95 + 0.1 * random());
  const heap = resident / 2;
  return [
    set(m.residentMemory, {}, resident),
    set(m.virtualMemory, {}, resident * 8),
    set(m.processHeap, {}, resident * 1.2),
    set(m.heapTotal, {}, heap),
    set(m.heapUsed, {}, heap * 0.8),
    set(m.externalMemory, {}, 4 * mebibyte),
    ...heapSpaces.flatMap((space) => {
      const size = space === "old" ? heap * 0.8 : mebibyte;
      return [
        set(m.heapSpaceTotal, { space }, size),
        set(m.heapSpaceUsed, { space }, size * 0.8),
        set(m.heapSpaceAvailable, { space }, size * 0.2),
      ];
    }),
  ];
}

function eventLoop(m: NodeDefaults, { random, inFlight }: Moment): readonly Emission[] {
  const lag = 0.01 + 0.002 * random();
  const sockets = 10 + inFlight;
  return [
    set(m.eventLoopLag, {}, lag / 10),
    set(m.eventLoopLagMin, {}, 0.009),
    set(m.eventLoopLagMax, {}, lag * 2),
    set(m.eventLoopLagMean, {}, lag),
    set(m.eventLoopLagStddev, {}, lag / 20),
    set(m.eventLoopLagP50, {}, lag),
    set(m.eventLoopLagP90, {}, lag * 1.1),
    set(m.eventLoopLagP99, {}, lag * 1.4),
    set(m.activeResources, { type: "TCPSocketWrap" }, sockets),
    set(m.activeResources, { type: "Timeout" }, 3),
    set(m.activeResourcesTotal, {}, sockets + 3),
    set(m.activeHandles, { type: "Socket" }, sockets),
    set(m.activeHandlesTotal, {}, sockets),
    set(m.activeRequests, { type: "FSReqCallback" }, 1),
    set(m.activeRequestsTotal, {}, 1),
    set(m.openFiles, {}, 20 + sockets),
    set(m.maxFiles, {}, 1_048_576),
  ];
}

/** What a Node.js process sends of itself, whatever it is for; `residentMiB` is its size when all is well. */
export function nodeProcess(
  m: NodeDefaults,
  residentMiB: number,
): NonNullable<Behaviour["background"]>[number] {
  return {
    everySeconds,
    emits: (moment) => [
      set(m.startTime, {}, Math.round(moment.time.getTime() / 1000 - moment.uptimeSeconds)),
      set(m.versionInfo, { version: "v20.20.2", major: "20", minor: "20", patch: "2" }, 1),
      ...cpu(m, moment),
      ...memory(m, residentMiB, moment),
      ...eventLoop(m, moment),
    ],
  };
}
