import { drill } from "../good-stack";
import { type Defect, missing, wrong } from "./defect";

const untouched = () => {};
const old = { ...drill, at: "2025-10-01T12:00:00Z" };
export const drills: readonly Defect[] = [
  missing("backups-were-restored", "no drill", untouched, { evidence: [], status: "unknown" }),
  wrong("backups-were-restored", "the last one failed", untouched, {
    evidence: [old, { ...drill, passed: false }],
  }),
  wrong("backups-were-restored", "it was somebody else's database", untouched, {
    evidence: [{ ...drill, system: "elsewhere" }],
    status: "unknown",
  }),
  wrong("backups-were-restored", "the last one is four months old", untouched, { evidence: [old] }),
];
