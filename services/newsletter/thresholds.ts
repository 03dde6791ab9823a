/** Where newsletter's alerts begin; panels and objectives draw the same lines. */
export const thresholds = {
  /** Objective: share of requests that may fail. */
  errorRatio: 0.01,
  /** Objective: 95th percentile of the requests' duration, seconds. */
  slowSeconds: 0.3,
  /** Budget of a day for language models and e-mail, US dollars. The catalog chose it: none is stated. */
  dailyBudgetDollars: 50,
  /** Refusals of one address within 5 minutes that are abuse, no mistake. The catalog chose it. */
  refusalsOfOneAddress: 100,
  /** Addresses that one endpoint refuses within 5 minutes: somebody changes them to get round the limit. The catalog chose it. */
  addressesAtOneEndpoint: 20,
} as const;
