import { systems } from "../checklist/line";
import type { Container } from "./container";
import type { File } from "./file";
import { parseFile } from "./parse-file";
import { words } from "./pod-container";
import type { Resource } from "./resource";
import type { Part } from "./stack";
import {
  at,
  type Fields,
  flag,
  isFields,
  items,
  type Known,
  knownText,
  list,
  notKnown,
  number,
  text,
  type Value,
} from "./value";
import type { Volume, Workload } from "./workload";

const mebibyte = 1024 ** 2;

/** A container of @pulumi/docker. */
export function dockerPart(named: Resource, fields: Fields): Part {
  const system = systemOf(labels(fields));
  const resource = system === undefined ? named : { ...named, system };
  return {
    resource,
    workloads: [dockerWorkload(resource, fields)],
    files: uploads(resource, fields),
    secrets: [],
  };
}

function labels(fields: Fields): Workload["labels"] {
  return Object.fromEntries(
    items(at(fields, "labels")).map((label) => [
      knownText(at(label, "label")) ?? "?",
      knownText(at(label, "value")) ?? "",
    ]),
  );
}

/** Whose it is: as its label says, or as belfry names the servers that it runs for a system; its helpers are its own. */
function systemOf(labels: Workload["labels"]): string | undefined {
  const workload = labels["dev.belfry.workload"] ?? "";
  const isServer = labels["dev.belfry.role"] === "server";
  const named = systems.find((system) => isServer && workload.startsWith(`${system}-`));
  return labels["belfry.dev/system"] ?? named;
}

function dockerWorkload(resource: Resource, fields: Fields): Workload {
  const name = knownText(at(fields, "name")) ?? resource.name;
  const restart = text(at(fields, "restart"));
  return {
    resource,
    platform: "docker",
    kind: "Container",
    name,
    namespace: "docker",
    labels: labels(fields),
    runsForever: flag(at(fields, "mustRun")) !== false,
    replicas: 1,
    containers: [dockerContainer(name, fields)],
    volumes: volumes(fields),
    hostNamespaces: hostNamespaces(fields),
    serviceAccount: undefined,
    mountsToken: undefined,
    // Docker's default.
    stopGraceSeconds: number(at(fields, "stopTimeout")) ?? number(at(fields, "destroyGraceSeconds")) ?? 10,
    spreads: undefined,
    restarts: restart === notKnown ? notKnown : restart !== undefined && restart !== "no",
    deletesClaims: undefined,
  };
}

function dockerContainer(name: string, fields: Fields): Container {
  const health = at(fields, "healthcheck");
  const well = health === notKnown || health === undefined ? health : true;
  const memory = number(at(fields, "memory"));
  const reserved = number(at(fields, "memoryReservation"));
  return {
    name,
    role: "main",
    image: text(at(fields, "image")),
    words: words(["entrypoints", "command"].map((key) => list(at(fields, key)))),
    environment: environment(fields),
    ports: ports(fields),
    // Docker has one check for both.
    liveness: well,
    readiness: well,
    requests: { cpu: undefined, memory: bytes(reserved), ephemeralStorage: undefined },
    limits: { cpu: number(at(fields, "cpus")), memory: bytes(memory), ephemeralStorage: undefined },
    confinement: confinement(fields),
  };
}

function bytes(mebibytes: Known<number>): Known<number> {
  return typeof mebibytes === "number" ? mebibytes * mebibyte : mebibytes;
}

function environment(fields: Fields): Container["environment"] {
  const found = list(at(fields, "envs"));
  if (found === notKnown || found?.includes(notKnown)) return notKnown;
  return (found ?? []).flatMap((one) => {
    const [name = "?", ...rest] = (knownText(one) ?? "").split("=");
    return { name, value: rest.join("="), from: "text" as const };
  });
}

function ports(fields: Fields): Container["ports"] {
  const found = list(at(fields, "ports"));
  if (found === notKnown) return notKnown;
  return (found ?? []).map((port) => ({
    number: number(at(port, "internal")),
    hostPort: number(at(port, "external")),
    hostAddress: text(at(port, "ip")),
  }));
}

function confinement(fields: Fields): Container["confinement"] {
  const options = items(at(fields, "securityOpts"));
  const user = text(at(fields, "user"));
  const uid = typeof user === "string" ? number(user.split(":")[0]) : user;
  const capabilities = (key: string): Known<readonly string[]> => {
    const found = list(at(fields, "capabilities", key));
    return found === undefined || found === notKnown ? found : found.flatMap((one) => knownText(one) ?? []);
  };
  return {
    runAsNonRoot: undefined,
    user: uid,
    privileged: flag(at(fields, "privileged")),
    privilegeEscalation: options.some((one) => /^no-new-privileges(:true)?$/.test(knownText(one) ?? ""))
      ? false
      : undefined,
    readOnlyRoot: flag(at(fields, "readOnly")),
    // Docker's own profile holds unless it is taken away.
    seccomp: options.some((one) => one === "seccomp=unconfined") ? "Unconfined" : "RuntimeDefault",
    addedCapabilities: capabilities("adds"),
    droppedCapabilities: capabilities("drops"),
  };
}

function hostNamespaces(fields: Fields): Known<readonly string[]> {
  const modes = { network: "networkMode", pid: "pidMode", ipc: "ipcMode" };
  const found = Object.entries(modes).map(([name, key]) => [name, text(at(fields, key))] as const);
  if (found.some(([, mode]) => mode === notKnown)) return notKnown;
  return found.filter(([, mode]) => mode === "host").map(([name]) => name);
}

function volumes(fields: Fields): readonly Volume[] {
  const both = [...items(at(fields, "volumes")), ...items(at(fields, "mounts"))].filter(isFields);
  return both.map((volume) => {
    const isHost = at(volume, "hostPath") !== undefined || at(volume, "type") === "bind";
    const path = knownText(at(volume, "containerPath")) ?? knownText(at(volume, "target"));
    return { kind: isHost ? "host" : "named", paths: path === undefined ? [] : [path] };
  });
}

function uploads(resource: Resource, fields: Fields): readonly File[] {
  return items(at(fields, "uploads")).map((upload): File => {
    const path = knownText(at(upload, "file")) ?? "?";
    const content: Value | undefined = at(upload, "content");
    return typeof content === "string"
      ? parseFile(resource, path, content)
      : { resource, path, kind: "other", text: undefined, data: notKnown };
  });
}
