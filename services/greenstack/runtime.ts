import type { Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, set } from "../../declaration/emission";
import { gcGenerations } from "../../telemetry/python-defaults";
import { m } from "./telemetry";

const mebibyte = 2 ** 20;
const python = { implementation: "CPython", major: "3", minor: "12", patchlevel: "4", version: "3.12.4" };
/** Collections of each generation in five seconds: each is a tenth of the one before, on average. */
const collections = { "0": 10, "1": 1, "2": 0.1 } as const;

/** What the Python client tells of the process, as five seconds of a moderately busy API leave it. */
export function runtimeEmissions(moment: Moment): readonly Emission[] {
  const resident = (140 + moment.random() * 20) * mebibyte;
  return [
    set(m.pythonInfo, python, 1),
    set(m.startTime, {}, moment.time.getTime() / 1000 - moment.uptimeSeconds),
    set(m.residentMemory, {}, resident),
    set(m.virtualMemory, {}, resident * 3),
    set(m.openFiles, {}, 24 + moment.inFlight),
    set(m.maxFiles, {}, 1024),
    count(m.cpu, {}, 0.2 + moment.random() * 0.3),
    ...gcGenerations.flatMap((generation) => [
      count(m.gcCollections, { generation }, collections[generation]),
      count(m.gcCollected, { generation }, collections[generation] * 40),
      count(m.gcUncollectable, { generation }, 0),
    ]),
  ];
}
