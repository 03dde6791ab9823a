import { z } from "zod";
import type { Service } from "../../declaration/service";
import { namedBy, serviceLabel, systemLabel } from "./named-service";

const texts = z.record(z.string(), z.string()).default({});
const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string(), labels: texts, annotations: texts }),
      status: z.object({ podIP: z.string().optional(), phase: z.string().optional() }).default({}),
    }),
  ),
});
export type Pod = z.infer<typeof pods>["items"][number];

/** A pod that wants to be watched, and why it is not. */
export interface Unscraped {
  readonly pod: string;
  readonly why: string;
  readonly fix: string;
}

/** What `kubectl get pods --all-namespaces -o json` printed. */
export function podsIn(json: string): readonly Pod[] {
  return pods.parse(JSON.parse(json)).items;
}

/** The pods that are labelled or annotated for discovery and that Prometheus does not scrape, each with the reason. */
export function unscrapedPods(all: readonly Pod[], services: readonly Service[]): readonly Unscraped[] {
  return all.flatMap((pod) => {
    const reason = reasonOf(pod, services);
    return reason ? [{ pod: `${pod.metadata.namespace}/${pod.metadata.name}`, ...reason }] : [];
  });
}

function reasonOf(
  { metadata, status }: Pod,
  services: readonly Service[],
): Omit<Unscraped, "pod"> | undefined {
  const { labels, annotations } = metadata;
  const named = namedBy(labels, services);
  if (named === "nothing") {
    if (annotations["prometheus.io/scrape"] !== "true") return undefined;
    const fix = `label it ${systemLabel} and ${serviceLabel}, or remove the annotation`;
    return { why: "it has only the annotation prometheus.io/scrape, which nothing here reads", fix };
  }
  // Of the stack's own pods Prometheus knows the addresses, or they have nothing to tell.
  if (named === "the stack") return undefined;
  if ("why" in named) return named;
  const { service } = named;
  if (service.delivery.by !== "scrape" && service.health === undefined) {
    return {
      why: `${service.id} is declared as one that is not scraped`,
      fix: "set its delivery, or remove the labels",
    };
  }
  if (status.phase === "Succeeded" || status.phase === "Failed") {
    return { why: `it has ended (${status.phase})`, fix: "delete it, or see why it ended" };
  }
  if (!status.podIP) return { why: "it has no address yet", fix: "see its events: kubectl describe pod" };
  return undefined;
}
