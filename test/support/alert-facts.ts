import type { AlertFacts } from "../../declaration/alert";

/** Each fact of an alert's texts as a word of its own, so that a test sees where a text says it. */
export const alertFacts: AlertFacts = {
  value: "<v>",
  threshold: "<t>",
  hold: "<h>",
  range: "<r>",
  ahead: "<a>",
  quantile: "<q>",
  percentile: "<p>",
  label: (name) => `<${name}>`,
};
