import { severities } from "../../declaration/team";
import type { File } from "../model/file";
import { deliveringReceivers, namedReceivers, receiversFor } from "../model/routes";
import { isHeartbeat, type Rule, rulesOf } from "../model/rules";
import type { Stack } from "../model/stack";
import { at, items, knownText, notKnown, texts } from "../model/value";
import type { Policy } from "../policy";
import { fail, noneOf, notConcerned, pass, unknown, type Verdict } from "../verdict";

const section = "Monitoring";
const known = new Set<string>(severities);

/** Judges the rules of a file; a file whose text is not known is unknown. */
function rulesThat(file: File, isWrong: (rule: Rule) => boolean, why: (names: string) => string) {
  if (file.kind !== "rules") return notConcerned;
  if (file.data === notKnown) return unknown("its rules are not known before the deployment");
  const rules = rulesOf(file).filter((rule) => !isHeartbeat(rule));
  return noneOf(
    rules.filter(isWrong).map(({ name }) => name),
    why,
  );
}

export const alertsHaveSeverity: Policy<"file"> = {
  name: "alerts-have-severity",
  section,
  severity: "high",
  subject: "file",
  ofMonitoring: true,
  description: "Each alert is critical, warning or info: routes go by it.",
  fix: "set the label severity",
  check: (file) =>
    rulesThat(
      file,
      ({ labels }) => !known.has(labels.severity ?? ""),
      (names) => `alerts without a severity that routes know: ${names}`,
    ),
};

export const alertsHaveRunbooks: Policy<"file"> = {
  name: "alerts-have-runbooks",
  section,
  severity: "high",
  subject: "file",
  ofMonitoring: true,
  description: "Each alert that wakes or warns somebody links to its runbook.",
  fix: "set the annotation runbook_url",
  check: (file) =>
    rulesThat(
      file,
      ({ labels, annotations }) =>
        labels.severity !== "info" && !/^(https?|file):\/\/\S+$/.test(annotations.runbook_url ?? ""),
      (names) => `alerts without a runbook: ${names}`,
    ),
};

export const alertsHaveOwners: Policy<"file"> = {
  name: "alerts-have-owners",
  section,
  severity: "medium",
  subject: "file",
  ofMonitoring: true,
  description: "Each alert says whose it is.",
  fix: "set the label team",
  check: (file) =>
    rulesThat(
      file,
      ({ labels }) => (labels.team ?? labels.owner ?? "") === "",
      (names) => `alerts without an owner: ${names}`,
    ),
};

export const receiversAreDefined: Policy<"file"> = {
  name: "receivers-are-defined",
  section,
  severity: "critical",
  subject: "file",
  ofMonitoring: true,
  description: "Each receiver that a route names exists: Alertmanager would not start.",
  fix: "define the receiver, or name another",
  check({ kind, data }) {
    if (kind !== "alertmanager") return notConcerned;
    if (data === notKnown) return unknown("its routes are not known before the deployment");
    const defined = items(at(data, "receivers")).map((one) => knownText(at(one, "name")));
    return noneOf(
      namedReceivers(data).filter((name) => !defined.includes(name)),
      (names) => `routes to receivers that do not exist: ${names}`,
    );
  },
};

/** Labels that Prometheus and Loki add to whatever leaves them. */
function externalLabels({ files }: Stack): Readonly<Record<string, string>> {
  const of = (kind: File["kind"], ...path: string[]) =>
    files.filter((file) => file.kind === kind).map(({ data }) => texts(at(data, ...path)));
  return Object.assign(
    {},
    ...of("loki", "ruler", "external_labels"),
    ...of("prometheus", "global", "external_labels"),
  );
}

interface Routed {
  readonly rule: Rule;
  readonly isHeard: boolean;
}

/** Each rule of the stack, and whether some receiver of it delivers; undefined where there is no routing to see. */
function routed(stack: Stack): readonly Routed[] | undefined {
  const config = stack.files.find(({ kind }) => kind === "alertmanager");
  if (config === undefined) return undefined;
  const delivering = deliveringReceivers(config.data);
  const external = externalLabels(stack);
  return stack.files.flatMap(rulesOf).map((rule) => {
    const labels = { ...external, ...rule.labels, alertname: rule.name };
    return { rule, isHeard: receiversFor(labels, config.data).some((name) => delivering.has(name)) };
  });
}

const noRouting = unknown("the stack shows no configuration of Alertmanager");

export const criticalAlertsReachAPerson: Policy<"stack"> = {
  name: "critical-alerts-reach-a-person",
  section,
  severity: "critical",
  subject: "stack",
  ofMonitoring: true,
  description:
    "Each critical alert, with its labels, goes through the routes to a receiver that sends something.",
  fix: "add a route for it, or give its receiver a channel",
  check(stack): readonly Verdict[] {
    const all = routed(stack);
    const critical = stack.files.flatMap(rulesOf).filter(({ labels }) => labels.severity === "critical");
    if (critical.length === 0) return notConcerned;
    if (all === undefined) return [noRouting];
    const files = [...new Set(critical.map(({ file }) => file))];
    return files.map((file): Verdict => {
      const unheard = all
        .filter(({ rule, isHeard }) => rule.file === file && !isHeard)
        .map(({ rule }) => rule);
      const names = unheard.filter(({ labels }) => labels.severity === "critical").map(({ name }) => name);
      return { ...noneOf(names, (some) => `critical alerts reach nobody: ${some}`), about: file.resource };
    });
  },
};

export const heartbeatLeavesTheCluster: Policy<"stack"> = {
  name: "heartbeat-leaves-the-cluster",
  section,
  severity: "critical",
  subject: "stack",
  ofMonitoring: true,
  description:
    "An alert that always fires goes to somebody outside, who notices when it stops: that the monitoring is dead.",
  fix: "configure a dead-man's switch as receiver of the heartbeat",
  check(stack) {
    if (!stack.files.some(({ kind }) => kind === "alertmanager" || kind === "rules")) return notConcerned;
    const heartbeats = routed(stack)?.filter(({ rule }) => isHeartbeat(rule));
    if (heartbeats === undefined) return noRouting;
    const about = stack.files.find(({ kind }) => kind === "alertmanager")?.resource ?? stack.resource;
    if (heartbeats.length === 0) return { ...fail("no alert fires always"), about };
    const isHeard = heartbeats.some((one) => one.isHeard);
    return { ...(isHeard ? pass : fail("nobody hears the heartbeat")), about };
  },
};
