/** Samples that are older than this are refused by Prometheus; a sender that retries may be this late. */
export const latestSampleMinutes = 30;

/** Time for what is on its way in the collector. */
const onTheWayMinutes = 5;

/**
 * What Tempo and Prometheus refuse takes everything with it that is in the same batch, of whatever sender: so it must
 * not get there. Loki takes the rest of a batch and needs no such filter.
 */
export const refusals = {
  error_mode: "ignore",
  traces: {
    span: [
      "trace_id == TraceID(0x00000000000000000000000000000000)",
      "span_id == SpanID(0x0000000000000000)",
    ],
  },
  metrics: {
    datapoint: [`time < Now() - Duration("${latestSampleMinutes - onTheWayMinutes}m")`],
  },
};
