import { upTo } from "./labels";
import type { Origin } from "./metrics";
import { metricsOf } from "./metrics";

/**
 * What the collector counts of a service's spans (its span_metrics connector with its default namespace), as
 * Prometheus stores it. It belongs to the service that sent the spans.
 */
export function spanMetrics(origin: Origin) {
  return metricsOf(origin, ({ counter, histogram }) => {
    const labels = {
      span_name: upTo(200, "GET /"),
      span_kind: upTo(6, "SPAN_KIND_SERVER"),
      status_code: ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"],
    } as const;
    return {
      calls: counter("traces.span.metrics.calls", { help: "Spans that ended.", labels }),
      duration: histogram("traces.span.metrics.duration", {
        help: "How long spans took.",
        labels,
        buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 5],
      }),
    };
  });
}
