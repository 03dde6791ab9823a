import type { MetricFacts } from "./metrics";

interface Node<V> {
  kept: V | undefined;
  readonly next: Map<string, Node<V>>;
}

/**
 * Keeps something for each series of metrics. Labels are walked one by one: the proof asks millions of times, and to put
 * a key together each time takes thrice as long.
 */
export class BySeries<V> {
  readonly #roots = new Map<string, Node<V>>();
  readonly #all: Node<V>[] = [];

  /** What is kept; undefined where nothing is. Every label of the metric is given, in whatever order. */
  get(metric: MetricFacts, labels: Readonly<Record<string, string>>): V | undefined {
    return this.#node(metric, labels).kept;
  }

  set(metric: MetricFacts, labels: Readonly<Record<string, string>>, value: V): void {
    const node = this.#node(metric, labels);
    if (node.kept === undefined) this.#all.push(node);
    node.kept = value;
  }

  /** All that is kept, in the order in which it first came. */
  values(): readonly V[] {
    return this.#all.flatMap(({ kept }) => (kept === undefined ? [] : [kept]));
  }

  #node(metric: MetricFacts, labels: Readonly<Record<string, string>>): Node<V> {
    let node = child(this.#roots, metric.series);
    for (const label in metric.labels) node = child(node.next, labels[label] ?? "");
    return node;
  }
}

function child<V>(of: Map<string, Node<V>>, key: string): Node<V> {
  const known = of.get(key);
  if (known) return known;
  const node: Node<V> = { kept: undefined, next: new Map() };
  of.set(key, node);
  return node;
}
