import type { Channel } from "../../declaration/team";
import type { Way } from "./ask";
import type { Routed } from "./held-back";

/** What the alerts of one message have in common: a service's of one name come together, no others. */
const shared: readonly string[] = ["alertname", "service", "system"];

/** What the alerts of one message have in common, as a person reads it. */
export function groupedText({ groupByAll, groupBy }: Way): string {
  return groupByAll ? "each alone" : [...groupBy].sort().join(", ") || "nothing";
}

/** A webhook of the team's own shape speaks of one alert, every other message of those of one name and service. */
export function groupingProblem(
  { service }: Routed,
  usual: readonly Way[],
  sends: ReadonlyMap<string, readonly Channel[]>,
): string | undefined {
  const alone = ({ receiver }: Way) =>
    service.owner.presentation?.webhook !== undefined && (sends.get(receiver)?.includes("webhook") ?? false);
  const wanted = (way: Way) => (alone(way) ? "each alone" : shared.join(", "));
  const wrong = usual.find((way) => groupedText(way) !== wanted(way));
  return (
    wrong && `${wrong.receiver} gets alerts grouped by ${groupedText(wrong)}, declared is ${wanted(wrong)}`
  );
}
