import { labelLimit, longestLabel, sampleLimit } from "../declaration/series-budget";
import type { Service } from "../declaration/service";

/** What a scrape job takes of a service; whoever brings more is not stored at all, and an alert says so. */
export function scrapeLimits(service: Service): Readonly<Record<string, number>> {
  return {
    sample_limit: sampleLimit(service),
    label_limit: labelLimit(service),
    label_name_length_limit: longestLabel.name,
    label_value_length_limit: longestLabel.value,
  };
}

/** Of a probe: 24 samples were seen with TLS, redirects and every phase of a request. */
export const probeLimits = { sample_limit: 100 } as const;
