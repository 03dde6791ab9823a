import type { Alert } from "../declaration/alert";
import type { Problem } from "../declaration/problem";
import type { Service } from "../declaration/service";

/** Words of somebody who meant to come back, and texts too short to help anybody at 3 a.m. */
const stub = /\b(todo|tbd|fixme|to be written|lorem ipsum)\b/i;
const shortest = 8;

function textProblems(place: string, section: string, texts: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  if (texts.length === 0) {
    problems.push({ place, problem: `its ${section} is empty`, fix: "write at least one step" });
  }
  for (const text of texts.filter((one) => one.trim().length < shortest || stub.test(one))) {
    const fix = "write what the person who is woken must know";
    problems.push({ place, problem: `its ${section} says "${text}", which is a stub`, fix });
  }
  return problems;
}

/** Runbooks that would leave their reader alone. */
export function runbookProblems(service: Service, alert: Alert): readonly Problem[] {
  const place = `${service.id}, alert ${alert.name}, runbook`;
  const { meaning, impact, diagnosis, mitigation, escalation } = alert.runbook;
  return [
    ...textProblems(place, "meaning", [meaning]),
    ...textProblems(place, "impact", [impact]),
    ...textProblems(place, "diagnosis", diagnosis),
    ...textProblems(place, "mitigation", mitigation),
    ...(escalation === undefined ? [] : textProblems(place, "escalation", [escalation])),
  ];
}
