import type { Alert } from "./alert";
import type { Service } from "./service";

/** The runbook of an alert as its readers get it: what the author wrote, with query, links, owner and escalation. */
export interface WrittenRunbook {
  readonly service: Service;
  readonly alert: Alert;
  readonly markdown: string;
}
