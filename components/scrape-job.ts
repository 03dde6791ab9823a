/** A job of Prometheus, as data. */
export type ScrapeJob = Readonly<Record<string, unknown>>;
