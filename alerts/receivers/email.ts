import type { MessageText } from "../../declaration/presentation";
import type { Integration } from "../alertmanager-config";
import type { EmailDestination } from "../destinations";
import { firstAlert, messageTemplate, overMark } from "../message";
import type { Audience } from "./audience";
import { titlePrefix } from "./audience";

const usualSubject: MessageText = (f) =>
  `${f.severityInCapitals}: ${f.title}, ${f.label("service")} (${f.label("environment")})`;

const body: MessageText = (f) =>
  [
    f.summary,
    f.description,
    "",
    `Severity: ${f.severity}`,
    `Service: ${f.label("system")}/${f.label("service")}`,
    `Environment: ${f.label("environment")}, cluster ${f.label("cluster")}`,
    `Owner: ${f.label("team")}`,
    `Since: ${f.startedAt}`,
    `Runbook: ${f.runbook}`,
  ].join("\n");

/** A plain-text mail: readable on any phone, nothing to load. */
export function emailIntegration(to: EmailDestination, audience: Audience): Integration {
  const subject = audience.presentation?.email?.subject ?? usualSubject;
  const dashboard = audience.settings.grafanaUrl ? "\nDashboard: {{ $alert.Annotations.dashboard_url }}" : "";
  return {
    send_resolved: true,
    to: to.to.join(", "),
    from: to.from,
    smarthost: to.smarthost,
    require_tls: to.requireTls,
    ...(to.username ? { auth_username: to.username } : {}),
    ...(to.passwordFile ? { auth_password_file: to.passwordFile } : {}),
    headers: { Subject: firstAlert + titlePrefix(audience) + overMark + messageTemplate(subject) },
    text: `{{ range $alert := .Alerts }}{{ if eq $alert.Status "resolved" }}Resolved: {{ end }}${messageTemplate(body)}${dashboard}\n\n{{ end }}`,
    // Empty: else Alertmanager adds a page of its own.
    html: "",
  };
}
