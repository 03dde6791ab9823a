import type { Presentation } from "../../declaration/presentation";
import type { Integration } from "../alertmanager-config";
import type { SlackDestination } from "../destinations";
import { firstAlert, messageTemplate, overMark } from "../message";
import { escapeTemplate } from "../template";
import type { Audience } from "./audience";
import { titlePrefix } from "./audience";

type Look = NonNullable<Presentation["slack"]>;

const usualLook: Look = {
  title: (f) => `${f.severityInCapitals}: ${f.title}, ${f.label("service")} (${f.label("environment")})`,
  text: (f) => `*${f.summary}*\n${f.description}`,
  footer: "belfry",
  colours: { critical: "#D32F2F", warning: "#F9A825", info: "#1976D2" },
};
const resolvedColour = "#2E7D32";

function colour({ critical, warning, info }: Look["colours"]): string {
  const bySeverity = `{{ if eq $severity "critical" }}${critical}{{ else if eq $severity "warning" }}${warning}{{ else }}${info}{{ end }}`;
  const severity = "{{ $severity := (index .Alerts 0).Labels.severity }}";
  return `${severity}{{ if eq .Status "resolved" }}${resolvedColour}{{ else }}${bySeverity}{{ end }}`;
}

/** The text of each alert of the group, one below the other; one that is over while others fire says so. */
function eachAlert(template: string): string {
  return `{{ range $i, $alert := .Alerts }}{{ if $i }}{{ "\\n" }}{{ end }}{{ if ne $alert.Status $.Status }}Resolved: {{ end }}${template}{{ end }}`;
}

function fields({ settings }: Audience): readonly Record<string, unknown>[] {
  const label = (title: string, name: string) => ({
    title,
    value: firstAlert + messageTemplate((f) => f.label(name)),
    short: true,
  });
  const link = (title: string, annotation: string) => ({
    title,
    value: `${firstAlert}<{{ $alert.Annotations.${annotation} }}|open>`,
    short: true,
  });
  return [
    label("Service", "service"),
    label("Environment", "environment"),
    link("Runbook", "runbook_url"),
    ...(settings.grafanaUrl ? [link("Dashboard", "dashboard_url")] : []),
  ];
}

/** A message to Slack, in the team's own look where it has one. */
export function slackIntegration(to: SlackDestination, audience: Audience): Integration {
  const look = audience.presentation?.slack ?? usualLook;
  return {
    send_resolved: true,
    api_url_file: to.apiUrlFile,
    ...(to.channel ? { channel: to.channel } : {}),
    color: colour(look.colours),
    title: firstAlert + titlePrefix(audience) + overMark + messageTemplate(look.title),
    title_link: `${firstAlert}{{ $alert.Annotations.runbook_url }}`,
    text: eachAlert(messageTemplate(look.text)),
    fallback: `${firstAlert}${overMark}${messageTemplate(look.title)}`,
    fields: fields(audience),
    footer: escapeTemplate(look.footer),
  };
}
