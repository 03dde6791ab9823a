import { getAt } from "../manifest";
import { c0, type Defect, manifest, missing, pod, remove, set, wrong } from "./defect";

export const data: readonly Defect[] = [
  missing(
    "databases-have-volumes",
    "no volume",
    set("StatefulSet/postgres", "spec.volumeClaimTemplates", undefined),
  ),
  wrong("databases-have-volumes", "a folder of the pod", (all) => {
    set("StatefulSet/postgres", "spec.volumeClaimTemplates", undefined)(all);
    set("StatefulSet/postgres", `${pod}.volumes`, [{ name: "data", emptyDir: {} }])(all);
  }),
  missing("redis-appends-to-file", "not said", set("StatefulSet/redis", `${c0}.args`, ["redis-server"])),
  wrong(
    "redis-appends-to-file",
    "off",
    set("StatefulSet/redis", `${c0}.args`, ["redis-server", "--appendonly", "no"]),
  ),
  missing("databases-are-backed-up", "no backup", remove("CronJob/backup-postgres")),
  wrong(
    "databases-are-backed-up",
    "a job that backs up nothing",
    set("CronJob/backup-redis", "spec.jobTemplate.spec.template.spec.containers.0.args", ["true"]),
  ),
  missing(
    "vectors-have-extension",
    "the extension is not made",
    set("ConfigMap/schema", "data", {
      "schema.sql": "CREATE TABLE c (e vector(3)); CREATE INDEX ON c USING hnsw (e vector_l2_ops);",
    }),
  ),
  wrong("vectors-have-extension", "PostgreSQL without pgvector", (all) => {
    const image = String(getAt(manifest(all, "StatefulSet/postgres"), `${c0}.image`));
    set("StatefulSet/postgres", `${c0}.image`, image.replace("pgvector/pgvector:pg16", "postgres:16"))(all);
  }),
  missing(
    "vectors-are-indexed",
    "no index",
    set("ConfigMap/schema", "data", {
      "schema.sql": "CREATE EXTENSION vector; CREATE TABLE c (e vector(3));",
    }),
  ),
  wrong(
    "vectors-are-indexed",
    "another index",
    set("ConfigMap/schema", "data", {
      "schema.sql":
        "CREATE EXTENSION vector; CREATE TABLE c (e vector(3)); CREATE INDEX ON c USING ivfflat (e);",
    }),
  ),
];
