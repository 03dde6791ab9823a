const hour = 3_600_000;
/** The peak, in hours after midnight UTC. */
const peak = 14;

/**
 * How many times the average load there is at a time of day: half of it in the small hours, almost twice as much in
 * the early afternoon, a plateau through the evening. The mean of a day is 1, so that it changes no total.
 */
export function dailyShape(time: Date): number {
  const angle = (2 * Math.PI * (time.getTime() / hour - peak)) / 24;
  return 1 + 0.7 * Math.cos(angle) + 0.2 * Math.cos(2 * angle);
}
