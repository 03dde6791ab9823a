import type { Call } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { logLine } from "../../declaration/emission";
import { logs } from "./telemetry";

/** What a user may ask for under the GDPR: the text of its log line, and the field that holds its number. */
export const gdprEvents = {
  export: { message: "GDPR export requested", id: "exportId" },
  // The catalog's, in the shape of the export's.
  deletion: { message: "GDPR deletion requested", id: "deletionId" },
  consent: { message: "GDPR consent changed", id: "consentId" },
  audit: { message: "GDPR audit recorded", id: "auditId" },
} as const;
export type GdprEvent = keyof typeof gdprEvents;

/** The line of one request of a user. */
export function gdprLine(event: GdprEvent, call: Call, userId: string): Emission {
  const { message, id } = gdprEvents[event];
  const fields = { component: "gdpr", userId, [id]: call.requestId };
  return logLine(logs, { level: "info", message, fields });
}
