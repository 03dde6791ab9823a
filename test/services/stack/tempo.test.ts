import { holdConditions } from "./conditions";

holdConditions("tempo", [
  [
    "SpansDiscarded",
    "warning",
    "5m",
    ["spanFlood"],
    "sum by (reason) (rate(tempo_discarded_spans_total{…}[5m])) > 0",
  ],
  [
    "RequestsFailing",
    "warning",
    "10m",
    ["errors"],
    '((sum by (route) (rate(tempo_request_duration_seconds_count{…, status_code=~"5.."}[5m])) or (sum by (route) (rate(tempo_request_duration_seconds_count{…}[5m])) * 0)) / (sum by (route) (rate(tempo_request_duration_seconds_count{…}[5m])) > 0)) > 0.1',
  ],
  [
    "FlushFailing",
    "critical",
    "5m",
    ["storageRefuses"],
    "(((sum (rate(tempo_live_store_local_failed_flushes_total{…}[5m])) + sum (rate(tempo_live_store_failed_completions_total{…}[5m]))) or sum (rate(tempo_live_store_local_failed_flushes_total{…}[5m]))) or sum (rate(tempo_live_store_failed_completions_total{…}[5m]))) > 0",
  ],
  [
    "CompactionFailing",
    "warning",
    "10m",
    ["blocksDamaged"],
    "sum (increase(tempodb_compaction_errors_total{…}[1h])) > 0",
  ],
  [
    "RetentionFailing",
    "warning",
    "10m",
    ["retentionFails"],
    "sum (increase(tempodb_retention_errors_total{…}[1h])) > 0",
  ],
  [
    "BlocklistStale",
    "warning",
    "15m",
    ["storageUnreadable"],
    "sum (rate(tempodb_blocklist_poll_errors_total{…}[15m])) > 0",
  ],
]);
