import { parseFile } from "./parse-file";
import { words } from "./pod-container";
import type { Resource } from "./resource";
import type { Part } from "./stack";
import { at, entries, type Fields, flag, knownText, list, notKnown, number, texts } from "./value";
import type { Workload } from "./workload";

const mebibyte = 1024 ** 2;
const nothing = { cpu: undefined, memory: undefined, ephemeralStorage: undefined };

/** Are these the inputs of a process of the platform `local`? */
export function isLocalUnit(fields: Fields): boolean {
  return at(fields, "process", "argv") !== undefined && at(fields, "root") !== undefined;
}

/** A process of the platform `local`. */
export function localPart(resource: Resource, fields: Fields): Part {
  return {
    resource,
    workloads: [localWorkload(resource, fields)],
    files: entries(at(fields, "files")).map(([path, content]) =>
      typeof content === "string"
        ? parseFile(resource, path, content)
        : { resource, path, kind: "other", text: undefined, data: notKnown },
    ),
    secrets: entries(at(fields, "secrets")).map(([key, value]) => ({
      resource,
      key,
      value: typeof value === "string" ? value : notKnown,
    })),
  };
}

function localWorkload(resource: Resource, fields: Fields): Workload {
  const process = at(fields, "process");
  const name = knownText(at(process, "name")) ?? resource.name;
  const memory = number(at(process, "memoryMib"));
  const has = (key: string) => {
    const probe = at(process, key);
    return probe === undefined || probe === notKnown ? probe : (true as const);
  };
  return {
    resource,
    platform: "local",
    kind: "Unit",
    name,
    namespace: "local",
    labels: {},
    runsForever: true,
    replicas: 1,
    containers: [
      {
        name,
        role: "main",
        // A process has no image.
        image: undefined,
        words: words([list(at(process, "argv"))]),
        environment: Object.entries(texts(at(process, "env"))).map(([key, value]) => ({
          name: key,
          value,
          from: "text",
        })),
        ports: [],
        liveness: has("liveness"),
        readiness: has("readiness"),
        requests: nothing,
        limits: { ...nothing, memory: typeof memory === "number" ? memory * mebibyte : memory },
        confinement: {
          runAsNonRoot: undefined,
          user: number(at(process, "user")),
          privileged: flag(undefined),
          privilegeEscalation: undefined,
          readOnlyRoot: undefined,
          seccomp: undefined,
          addedCapabilities: undefined,
          droppedCapabilities: undefined,
        },
      },
    ],
    volumes: [...(list(at(fields, "storage")) === notKnown ? [] : storage(fields))],
    hostNamespaces: [],
    serviceAccount: undefined,
    mountsToken: undefined,
    stopGraceSeconds: number(at(process, "stop", "graceSeconds")),
    spreads: undefined,
    // The supervisor starts it again.
    restarts: true,
    deletesClaims: undefined,
  };
}

function storage(fields: Fields): Workload["volumes"] {
  const found = list(at(fields, "storage"));
  if (found === undefined || found === notKnown) return [];
  return found.map((path) => ({ kind: "named", paths: [knownText(path) ?? "?"] }));
}
