import { backup } from "./checklist/backup";
import { delivery } from "./checklist/delivery";
import { infrastructure } from "./checklist/infrastructure";
import { type ChecklistLine, type System, systems } from "./checklist/line";
import { monitoring } from "./checklist/monitoring";
import { performance } from "./checklist/performance";
import { security } from "./checklist/security";

/** The production checklist of the five systems: every line, success criterion, indicator and security point, merged. */
export const checklist: readonly ChecklistLine[] = [
  ...security,
  ...infrastructure,
  ...monitoring,
  ...performance,
  ...backup,
  ...delivery,
];

/** Is it a system whose lines the checklist holds? */
export function isChecklistSystem(name: string): name is System {
  return systems.some((system) => system === name);
}

/** The lines that a system asks for. */
export function linesFor(system: System): readonly ChecklistLine[] {
  return checklist.filter(({ sources }) => sources[system] !== undefined);
}
