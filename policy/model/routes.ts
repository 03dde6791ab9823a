import { at, entries, isFields, items, knownText, texts, type Value } from "./value";

type Labels = Readonly<Record<string, string>>;

/** The receivers of an Alertmanager configuration that an alert comes to, first those that are tried first. */
export function receiversFor(labels: Labels, config: Value): readonly string[] {
  const root = at(config, "route");
  return isFields(root) ? follow(root, labels, "") : [];
}

function follow(route: Value, labels: Labels, inherited: string): readonly string[] {
  const receiver = knownText(at(route, "receiver")) ?? inherited;
  const reached: string[] = [];
  let isTaken = false;
  for (const child of items(at(route, "routes"))) {
    if (!matches(child, labels)) continue;
    isTaken = true;
    reached.push(...follow(child, labels, receiver));
    if (at(child, "continue") !== true) break;
  }
  return isTaken ? reached : [receiver];
}

function matches(route: Value, labels: Labels): boolean {
  const exact = Object.entries(texts(at(route, "match"))).every(
    ([name, value]) => (labels[name] ?? "") === value,
  );
  const patterns = Object.entries(texts(at(route, "match_re"))).every(([name, value]) =>
    whole(value).test(labels[name] ?? ""),
  );
  const written = items(at(route, "matchers")).flatMap((one) => knownText(one) ?? []);
  return exact && patterns && written.every((one) => matcherHolds(one, labels));
}

/** `a="b"`, `a=~"b|c"`, with or without quotes. */
function matcherHolds(matcher: string, labels: Labels): boolean {
  const [, quoted, plain, operator, value = ""] =
    /^\s*(?:"([^"]+)"|([\w:.]+))\s*(=~|!~|!=|=)\s*"?((?:[^"\\]|\\.)*)"?\s*$/.exec(matcher) ?? [];
  const actual = labels[quoted ?? plain ?? ""] ?? "";
  const wanted = value.replace(/\\(.)/g, "$1");
  switch (operator) {
    case "=":
      return actual === wanted;
    case "!=":
      return actual !== wanted;
    case "=~":
      return whole(value).test(actual);
    case "!~":
      return !whole(value).test(actual);
    default:
      return false;
  }
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

/** Receivers that send something somewhere, by name; the others swallow. */
export function deliveringReceivers(config: Value): ReadonlySet<string> {
  const receivers = items(at(config, "receivers")).filter((receiver) =>
    entries(receiver).some(([key, value]) => key.endsWith("_configs") && items(value).length > 0),
  );
  return new Set(receivers.flatMap((receiver) => knownText(at(receiver, "name")) ?? []));
}

/** Every receiver that a route names. */
export function namedReceivers(config: Value): readonly string[] {
  const collect = (route: Value | undefined): readonly string[] => [
    ...(knownText(at(route, "receiver")) === undefined ? [] : [knownText(at(route, "receiver")) ?? ""]),
    ...items(at(route, "routes")).flatMap(collect),
  ];
  return [...new Set(collect(at(config, "route")))];
}
