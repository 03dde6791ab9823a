import type { Presentation } from "../../declaration/presentation";
import type { Team } from "../../declaration/team";
import { spoken } from "../../telemetry/units";
import type { ContentSettings } from "../settings";
import { escapeTemplate } from "../template";

/** For whom a message is written. */
export interface Audience {
  /** The system whose alerts it tells of; it may have addresses of its own. */
  readonly system: string;
  readonly settings: ContentSettings;
  /** @default belfry's own look */
  readonly presentation?: Presentation;
  /** Who is got, and when: the message says so before anything else. @default an alert as it fires */
  readonly escalation?: Team["escalation"];
}

/** What a title begins with, as a template. */
export function titlePrefix({ escalation }: Audience): string {
  if (escalation === undefined) return "";
  const words = escapeTemplate(`Still firing after ${spoken(escalation.after)}, get ${escalation.to}: `);
  return `{{ if eq .Status "firing" }}${words}{{ end }}`;
}
