import { databases, workloadDatabase } from "../model/database";
import type { File } from "../model/file";
import { imageName } from "../model/image";
import type { Stack } from "../model/stack";
import { mainContainers, type Workload } from "../model/workload";
import type { Policy } from "../policy";
import { fail, notConcerned, pass, unknown, type Verdict } from "../verdict";

export const databasesHaveVolumes: Policy<"workload"> = {
  name: "databases-have-volumes",
  section: "Infrastructure",
  severity: "critical",
  subject: "workload",
  description: "A database keeps its data on a volume that outlives its container.",
  fix: "mount a persistent volume where it keeps its data",
  check(workload) {
    if (!workload.runsForever || workloadDatabase(workload) === undefined) return notConcerned;
    const isKept = workload.volumes.some(
      ({ kind }) => kind === "claim" || kind === "named" || kind === "host",
    );
    return isKept ? pass : fail("has no volume that outlives it");
  },
};

function appendsByArgument(workload: Workload): boolean {
  return mainContainers(workload).some(({ words }) => {
    const all = typeof words === "object" ? words : [];
    const i = all.indexOf("--appendonly");
    return i >= 0 && all[i + 1] === "yes";
  });
}

export const redisAppendsToFile: Policy<"stack"> = {
  name: "redis-appends-to-file",
  section: "Infrastructure",
  severity: "high",
  subject: "stack",
  description: "Redis writes an append-only file, so that it knows after a restart what it knew before.",
  fix: "start it with --appendonly yes, or write appendonly yes into its configuration",
  check(stack) {
    const configured = stack.files.some(
      ({ kind, text }) => kind === "redis" && /^\s*appendonly\s+yes\s*$/m.test(text ?? ""),
    );
    return databases(stack)
      .filter(({ product }) => product === "redis")
      .map(({ workload }): Verdict => {
        const verdict =
          configured || appendsByArgument(workload) ? pass : fail("keeps nothing over a restart");
        return { ...verdict, about: workload.resource };
      });
  },
};

/** Words of a program that makes a backup. */
const backup: Readonly<Record<string, RegExp>> = {
  postgres: /pg_dump|pg_dumpall|pg_basebackup|pgbackrest|wal-g|barman/,
  mysql: /mysqldump|mariadb-dump|xtrabackup|mariabackup/,
  mongodb: /mongodump|percona-backup|\bpbm\b/,
  redis: /--rdb\b|bgsave|redis-dump|\bsave\b/i,
};

/** Does it make a backup of such a database by schedule: as a CronJob, or as a server that keeps the time itself? */
function backsUp({ kind, containers, runsForever }: Workload, product: string): boolean {
  if (typeof containers !== "object") return false;
  const all = containers.flatMap(({ words, image }) => [...(typeof words === "object" ? words : []), image]);
  const said = all.filter((word) => typeof word === "string");
  if (kind === "CronJob") return said.some((word) => backup[product]?.test(word) ?? false);
  const isKeeper = said.some((word) => /serve-backup|-backup(-|:|@|$)/.test(word));
  return runsForever && isKeeper && said.some((word) => word.includes(product));
}

export const databasesAreBackedUp: Policy<"stack"> = {
  name: "databases-are-backed-up",
  section: "Backup",
  severity: "critical",
  subject: "stack",
  description: "Each database that is deployed is backed up by schedule.",
  fix: "add a CronJob that dumps it and keeps the dump elsewhere",
  check: (stack: Stack) =>
    databases(stack).map(({ workload, product }): Verdict => {
      const verdict = stack.workloads.some((one) => backsUp(one, product))
        ? pass
        : workload.platform === "kubernetes"
          ? fail(`nothing backs up ${product} by schedule`)
          : unknown("this platform has no scheduled jobs: the backup, if there is one, is made from outside");
      return { ...verdict, about: workload.resource };
    }),
};

const day = 86_400_000;

export const backupsWereRestored: Policy<"stack"> = {
  name: "backups-were-restored",
  section: "Backup",
  severity: "critical",
  subject: "stack",
  description: "A backup counts once it was restored: the last drill is not too old, and it passed.",
  fix: "run the restore drill and hand its evidence to the report",
  uses: ["drillDays"],
  check(stack, { drillDays }) {
    if (databases(stack).length === 0) return notConcerned;
    // A drill of somebody else's database says nothing of these.
    const whose = new Set(databases(stack).map(({ workload }) => workload.resource.system));
    const drills = stack.evidence.filter(
      ({ line, kind, system }) =>
        line === "backup.disaster-recovery" &&
        kind === "drilled" &&
        (system === undefined || whose.has(system)),
    );
    const last = drills.sort((a, b) => b.at.localeCompare(a.at))[0];
    if (last === undefined) return unknown("no restore drill has handed in its evidence");
    if (!last.passed) return fail("the last restore drill has failed");
    const age = Math.floor((stack.now.getTime() - Date.parse(last.at)) / day);
    return age <= drillDays ? pass : fail(`the last restore drill is ${age} days old`);
  },
};

function vectorFiles({ files }: Stack): readonly File[] {
  return files.filter(({ kind, text }) => kind === "sql" && /\bvector\s*\(\s*\d+\s*\)/i.test(text ?? ""));
}

export const vectorsHaveExtension: Policy<"stack"> = {
  name: "vectors-have-extension",
  section: "Infrastructure",
  severity: "high",
  subject: "stack",
  description: "Where a schema has vectors, PostgreSQL has pgvector and the schema asks for it.",
  fix: "use the image pgvector/pgvector, and write CREATE EXTENSION IF NOT EXISTS vector",
  check(stack) {
    const images = stack.workloads.flatMap(mainContainers).map(({ image }) => imageName(image));
    return vectorFiles(stack).map(({ resource, text }): Verdict => {
      if (!images.includes("pgvector"))
        return { ...fail("has vectors, but no container runs pgvector"), about: resource };
      const isAsked = /create\s+extension\s+(if\s+not\s+exists\s+)?"?vector"?/i.test(text ?? "");
      return {
        ...(isAsked ? pass : fail("has vectors, but does not create the extension")),
        about: resource,
      };
    });
  },
};

export const vectorsAreIndexed: Policy<"stack"> = {
  name: "vectors-are-indexed",
  section: "Performance",
  severity: "high",
  subject: "stack",
  description: "Vector columns have an HNSW index: without, every search reads every row.",
  fix: "write CREATE INDEX … USING hnsw (column vector_cosine_ops)",
  check: (stack) =>
    vectorFiles(stack).map(({ resource, text }) => ({
      ...(/using\s+hnsw/i.test(text ?? "") ? pass : fail("has vectors, but no HNSW index")),
      about: resource,
    })),
};
