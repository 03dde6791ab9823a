import type { BehaviourDiff, Change } from "./change";
import { isEmpty } from "./change";

/** A list in a request must stay readable: what is beyond is counted. */
const most = 100;

function part(title: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.slice(0, most).flatMap(({ subject, effects }) => {
    return [`- **${subject}**`, ...effects.map((effect) => `  - ${effect}`)];
  });
  const rest = changes.length > most ? [`- … and ${changes.length - most} more`] : [];
  return [`### ${title} (${changes.length})`, "", ...lines, ...rest, ""];
}

/** The difference as Markdown for a pull request. */
export function diffMarkdown(ref: string, diff: BehaviourDiff): string {
  if (isEmpty(diff)) return `Nothing that is shipped behaves otherwise than at \`${ref}\`.\n`;
  const notReplayed = diff.notReplayed.map((one) => `- ${one}`);
  return [
    `## What behaves otherwise than at \`${ref}\``,
    "",
    ...part("Alerts", diff.alerts),
    ...part("Panels", diff.panels),
    ...part("Routes", diff.routes),
    ...(notReplayed.length > 0 ? ["### Changed, but not replayed", "", ...notReplayed, ""] : []),
  ].join("\n");
}
