import { cluster } from "./cluster";
import { data } from "./data";
import type { Defect } from "./defect";
import { drills } from "./drills";
import { monitoring } from "./monitoring";
import { pods } from "./pods";
import { secrets } from "./secrets";

/** Each single defect of the resources. */
export const defects: readonly Defect[] = [
  ...pods,
  ...cluster,
  ...secrets,
  ...data,
  ...drills,
  ...monitoring,
];
