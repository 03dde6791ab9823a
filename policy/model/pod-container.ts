import type { Amounts, Confinement, Container, Port, Variable } from "./container";
import { quantity } from "./quantity";
import {
  at,
  type Fields,
  flag,
  isFields,
  type Known,
  knownText,
  list,
  notKnown,
  number,
  text,
  type Value,
} from "./value";

type Role = Container["role"];

/** The containers of a pod: init, main and ephemeral ones. */
export function podContainers(pod: Value | undefined): Known<readonly Container[]> {
  if (pod === notKnown) return notKnown;
  const lists: readonly (readonly [string, Role])[] = [
    ["initContainers", "init"],
    ["containers", "main"],
    ["ephemeralContainers", "ephemeral"],
  ];
  const all: Container[] = [];
  for (const [key, role] of lists) {
    const found = list(at(pod, key));
    if (found === notKnown || found?.some((one) => one === notKnown)) return notKnown;
    all.push(...(found ?? []).filter(isFields).map((one) => podContainer(one, role, pod)));
  }
  return all;
}

function podContainer(fields: Fields, role: Role, pod: Value | undefined): Container {
  // An init container that is always restarted is a sidecar.
  const isSidecar = role === "init" && at(fields, "restartPolicy") === "Always";
  return {
    name: knownText(at(fields, "name")) ?? "?",
    role: isSidecar ? "main" : role,
    image: text(at(fields, "image")),
    words: words([...["command", "args"].map((key) => list(at(fields, key)))]),
    environment: environment(fields),
    ports: ports(fields),
    liveness: probe(fields, "livenessProbe"),
    readiness: probe(fields, "readinessProbe"),
    requests: amounts(at(fields, "resources", "requests")),
    limits: amounts(at(fields, "resources", "limits")),
    confinement: confinement(at(fields, "securityContext"), at(pod, "securityContext")),
  };
}

function probe(fields: Fields, key: string): Known<true> {
  const found = at(fields, key);
  return found === notKnown || found === undefined ? found : true;
}

/** Lists of words, one after the other. */
export function words(lists: readonly Known<readonly Value[]>[]): Container["words"] {
  if (lists.includes(notKnown)) return notKnown;
  return lists.flatMap((one) => (one === undefined || one === notKnown ? [] : one.map(text)));
}

function amounts(value: Value | undefined): Amounts {
  return {
    cpu: quantity(at(value, "cpu")),
    memory: quantity(at(value, "memory")),
    ephemeralStorage: quantity(at(value, "ephemeral-storage")),
  };
}

function environment(fields: Fields): Known<readonly Variable[]> {
  const single = list(at(fields, "env"));
  const whole = list(at(fields, "envFrom"));
  if (single === notKnown || whole === notKnown) return notKnown;
  return (single ?? []).filter(isFields).map(variable);
}

function variable(fields: Fields): Variable {
  const reference = at(fields, "valueFrom");
  const has = (key: string) => at(reference, key) !== undefined;
  const from = has("secretKeyRef")
    ? "secret"
    : has("configMapKeyRef")
      ? "config"
      : reference === undefined
        ? "text"
        : "field";
  return { name: knownText(at(fields, "name")) ?? "?", value: text(at(fields, "value")), from };
}

function ports(fields: Fields): Known<readonly Port[]> {
  const found = list(at(fields, "ports"));
  if (found === notKnown) return notKnown;
  return (found ?? []).map((port) => {
    const name = knownText(at(port, "name"));
    return {
      ...(name === undefined ? {} : { name }),
      number: number(at(port, "containerPort")),
      hostPort: number(at(port, "hostPort")),
      hostAddress: text(at(port, "hostIP")),
    };
  });
}

/** What the container says comes before what its pod says. */
function confinement(own: Value | undefined, pod: Value | undefined): Confinement {
  const first = (...path: string[]) => at(own, ...path) ?? at(pod, ...path);
  const capabilities = (key: string): Known<readonly string[]> => {
    const found = list(at(own, "capabilities", key));
    if (found === undefined || found === notKnown) return found;
    return found.includes(notKnown) ? notKnown : found.flatMap((one) => knownText(one) ?? []);
  };
  return {
    runAsNonRoot: flag(first("runAsNonRoot")),
    user: number(first("runAsUser")),
    privileged: flag(at(own, "privileged")),
    privilegeEscalation: flag(at(own, "allowPrivilegeEscalation")),
    readOnlyRoot: flag(at(own, "readOnlyRootFilesystem")),
    seccomp: text(first("seccompProfile", "type")),
    addedCapabilities: capabilities("add"),
    droppedCapabilities: capabilities("drop"),
  };
}
