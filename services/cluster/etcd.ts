import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { observe, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { quantile } from "../../queries/histogram";
import { value } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";

const origin = { system: "kubernetes", service: "etcd" } as const;
const gib = 2 ** 30;

/** Names and buckets: go.etcd.io/etcd/server 3.6. */
const m = metricsOf(origin, ({ gauge, histogram }) => ({
  hasLeader: gauge("etcd_server_has_leader", { help: "1 where the member knows a leader.", unit: "boolean" }),
  size: gauge("etcd_mvcc_db_total_size_in_bytes", { help: "Size of the database.", unit: "bytes" }),
  quota: gauge("etcd_server_quota_backend_bytes", {
    help: "Size that the database may have.",
    unit: "bytes",
  }),
  fsync: histogram("etcd_disk_wal_fsync_duration_seconds", {
    help: "How long the disk takes to keep a change.",
    // Of the 14 that it has, these are kept.
    buckets: [0.008, 0.064, 0.512, 1.024],
  }),
}));

export const etcd = defineService({
  origin,
  description: "Keeps the objects of the cluster.",
  owner: operators,
  importance: "high",
  version: "3.6.4",
  metrics: m,
  delivery: { by: "scrape", port: 2381, path: "/metrics", only: "declared" },
  seriesBudget: 100,
  behaviour: serving(() => [
    set(m.hasLeader, {}, 1),
    set(m.size, {}, 0.1 * gib),
    set(m.quota, {}, 2 * gib),
    ...Array.from({ length: 10 }, () => observe(m.fsync, {}, 0.003)),
  ]),
  faults: {
    down: down(),
    leaderless: fault("the members do not agree on a leader", stuck(m.hasLeader, 0)),
    databaseFull: fault("objects are made and never deleted", stuck(m.size, 1.95 * gib)),
    diskSlow: fault(
      "its disk is busy",
      sends(() => Array.from({ length: 60 }, () => observe(m.fsync, {}, 1))),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "With most members gone the API takes no change; with one gone, none.",
      mitigation: "See its static pod on the control-plane node; a damaged member is removed and added anew.",
    }),
    alert("LeaderMissing", {
      when: value(m.hasLeader).min("instance").equals(0),
      hold: "1m",
      severity: "critical",
      summary: (f) => `${f.label("instance")} knows no leader`,
      description: (f) => `For ${f.hold} this member of etcd has had no leader.`,
      runbook: {
        meaning: "The members cannot agree, or this one is cut off.",
        impact: "The cluster takes no change.",
        diagnosis: [
          "Can the members reach each other (2380)?",
          "Are most of them up, and their disks fast enough?",
        ],
        mitigation: ["Bring the lost members back.", "Restore from a snapshot when most are gone for good."],
      },
      firesUnder: ["leaderless"],
    }),
    alert("DatabaseAlmostFull", {
      when: value(m.size).dividedBy(value(m.quota), "ratio").max("instance").above(0.9),
      hold: "10m",
      severity: "critical",
      summary: (f) => `the database of etcd is ${f.value} full`,
      description: (f) => `It has been more than ${f.threshold} of what it may be for ${f.hold}.`,
      runbook: {
        meaning: "etcd is close to its quota.",
        impact: "At the quota it takes no more changes: the cluster stands still.",
        diagnosis: [
          "Which kind of object is there in masses? Events, Jobs and Secrets of releases are the usual ones.",
        ],
        mitigation: ["Delete them; then compact and defragment each member.", "Raise --quota-backend-bytes."],
      },
      firesUnder: ["databaseFull"],
    }),
    alert("DiskSlow", {
      when: quantile(0.9, m.fsync, "5m", "instance").above(0.5),
      hold: "10m",
      severity: "warning",
      summary: (f) => `the disk of ${f.label("instance")} takes ${f.value} to keep a change`,
      description: (f) => `The ${f.percentile} has been above ${f.threshold} for ${f.hold}.`,
      runbook: {
        meaning: "etcd waits for its disk.",
        impact: "Every change to the cluster waits with it; slower still, leaders are lost.",
        diagnosis: ["Who else writes to the disk?"],
        mitigation: ["Give etcd a disk of its own (SSD)."],
      },
      firesUnder: ["diskSlow"],
    }),
  ],
});
