import { payloadTemplate } from "../../alerts/message";
import type { Audience } from "../../alerts/receivers/audience";
import { emailIntegration } from "../../alerts/receivers/email";
import { pagerdutyIntegration } from "../../alerts/receivers/pagerduty";
import { slackIntegration } from "../../alerts/receivers/slack";
import { webhookIntegration } from "../../alerts/receivers/webhook";
import { settings, team } from "./shop";

const usual: Audience = { system: "shop", settings };
const first = "{{ $alert := index .Alerts 0 }}";
const title = '{{ reReplaceAll "([a-z0-9])([A-Z])" "$1 $2" $alert.Labels.alertname }}';
const over = '{{ if eq .Status "resolved" }}Resolved: {{ end }}';
const slack = { apiUrlFile: "/secrets/slack" };

test("shows Slack a team's own title, text, footer and colours", () => {
  const presentation = {
    slack: {
      title: (f: { severityInCapitals: string }) => `Shop Alert - ${f.severityInCapitals}`,
      text: (f: { summary: string }) => f.summary,
      footer: "Shop {{ Monitoring }}",
      colours: { critical: "#FF0000", warning: "#FFA500", info: "#0000FF" },
    },
  };
  expect(slackIntegration({ ...slack, channel: "#shop" }, { ...usual, presentation })).toEqual({
    send_resolved: true,
    api_url_file: "/secrets/slack",
    channel: "#shop",
    color:
      '{{ $severity := (index .Alerts 0).Labels.severity }}{{ if eq .Status "resolved" }}#2E7D32{{ else }}{{ if eq $severity "critical" }}#FF0000{{ else if eq $severity "warning" }}#FFA500{{ else }}#0000FF{{ end }}{{ end }}',
    title: `${first}${over}Shop Alert - {{ toUpper $alert.Labels.severity }}`,
    title_link: `${first}{{ $alert.Annotations.runbook_url }}`,
    text: '{{ range $i, $alert := .Alerts }}{{ if $i }}{{ "\\n" }}{{ end }}{{ if ne $alert.Status $.Status }}Resolved: {{ end }}{{ $alert.Annotations.summary }}{{ end }}',
    fallback: `${first}${over}Shop Alert - {{ toUpper $alert.Labels.severity }}`,
    fields: [
      { title: "Service", value: `${first}{{ or (index $alert.Labels "service") "" }}`, short: true },
      { title: "Environment", value: `${first}{{ or (index $alert.Labels "environment") "" }}`, short: true },
      { title: "Runbook", value: `${first}<{{ $alert.Annotations.runbook_url }}|open>`, short: true },
      { title: "Dashboard", value: `${first}<{{ $alert.Annotations.dashboard_url }}|open>`, short: true },
    ],
    footer: 'Shop {{ "{" }}{ Monitoring }}',
  });
});

test("links no dashboard where there is no Grafana", () => {
  const { grafanaUrl: _, ...withoutGrafana } = settings;
  const audience = { ...usual, settings: withoutGrafana };
  const sent = [
    slackIntegration(slack, audience),
    pagerdutyIntegration({ routingKeyFile: "/secrets/key" }, audience),
    emailIntegration({ smarthost: "mail:25", from: "a@b.c", to: ["d@e.f"], requireTls: true }, audience),
  ];
  expect(JSON.stringify(sent)).not.toContain("dashboard");
});

test("tells PagerDuty severity, source and links, and takes its key from a file", () => {
  const { description, details, ...rest } = pagerdutyIntegration(
    { routingKeyFile: "/secrets/key", url: "http://127.0.0.1:8025/pagerduty/shop" },
    usual,
  );
  const label = (name: string) => `{{ or (index $alert.Labels "${name}") "" }}`;
  expect(description).toBe(
    `${first}${label("service")}: {{ $alert.Annotations.summary }} (${title}, ${label("environment")})`,
  );
  expect(details).toEqual({
    alert: expect.stringContaining('"description": {{ print ($alert.Annotations.description)'),
  });
  expect(rest).toEqual({
    send_resolved: true,
    routing_key_file: "/secrets/key",
    url: "http://127.0.0.1:8025/pagerduty/shop",
    severity: `${first}{{ $alert.Labels.severity }}`,
    source: `${first}${label("system")}/${label("service")}`,
    component: `${first}${label("service")}`,
    group: `${first}${label("system")}`,
    class: `${first}${label("alertname")}`,
    client: "belfry",
    links: [
      { href: `${first}{{ $alert.Annotations.runbook_url }}`, text: "Runbook" },
      { href: `${first}{{ $alert.Annotations.dashboard_url }}`, text: "Dashboard" },
    ],
  });
});

test("says of an escalation, while it fires, who is to be got", () => {
  const escalation = { ...usual, escalation: team.escalation };
  const words = '{{ if eq .Status "firing" }}Still firing after 15 minutes, get the head of sales: {{ end }}';
  expect(pagerdutyIntegration({ routingKeyFile: "/secrets/key" }, escalation).description).toContain(words);
  expect(slackIntegration(slack, escalation).title).toContain(words);
  const mail = { smarthost: "mail:25", from: "a@b.c", to: ["d@e.f"], requireTls: true } as const;
  expect(JSON.stringify(emailIntegration(mail, escalation).headers)).toContain("get the head of sales");
});

test("mails plain text with the team's subject, over TLS, with the password from a file", () => {
  const { text, ...rest } = emailIntegration(
    {
      smarthost: "mail.example:587",
      from: "belfry@example.org",
      to: ["ops@example.org", "lead@example.org"],
      requireTls: true,
      username: "belfry",
      passwordFile: "/secrets/mail",
    },
    { ...usual, presentation: { email: { subject: (f) => f.title } } },
  );
  expect(rest).toEqual({
    send_resolved: true,
    to: "ops@example.org, lead@example.org",
    from: "belfry@example.org",
    smarthost: "mail.example:587",
    require_tls: true,
    auth_username: "belfry",
    auth_password_file: "/secrets/mail",
    headers: { Subject: `${first}${over}${title}` },
    html: "",
  });
  expect(text).toContain("Runbook: {{ $alert.Annotations.runbook_url }}\nDashboard: ");
});

test("posts Alertmanager's own JSON, or the team's shape with the status", () => {
  const to = { urlFile: "/secrets/url" };
  expect(webhookIntegration(to, usual)).toEqual({ send_resolved: true, url_file: "/secrets/url" });
  const presentation = { webhook: () => ({ text: "hello" }) };
  const clean = '| reReplaceAll "[\\\\x{7f}-\\\\x{9f}\\\\x{fffe}\\\\x{ffff}]" "" | toJson }}';
  expect(webhookIntegration(to, { ...usual, presentation }).payload).toBe(
    `${first}{ "text": {{ print "hello" ${clean}, "status": {{ print ($alert.Status) ${clean} }`,
  );
});

test("quotes every text of a payload, nested ones and braces, too", () => {
  const template = payloadTemplate((f) => ({
    "a{{b": `[ERROR] "${f.label("type", "none")}" {{ x }}`,
    context: { nothing: "" },
  }));
  const clean = '| reReplaceAll "[\\\\x{7f}-\\\\x{9f}\\\\x{fffe}\\\\x{ffff}]" "" | toJson }}';
  expect(template).toBe(
    `${first}{ "a{{ "{" }}{b": {{ print "[ERROR] \\"" (or (index $alert.Labels "type") "none") "\\" {{ x }}" ${clean}, "context": { "nothing": {{ print ${clean} } }`,
  );
});
