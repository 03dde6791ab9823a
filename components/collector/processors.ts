import type { Service } from "../../declaration/service";

/** Values that are masked wherever they stand in a line or an attribute (RE2). */
const secretValues: readonly string[] = [
  // E-mail addresses.
  "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}",
  // Payment cards by the first digits of their networks; a time in milliseconds is none.
  "\\b(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2}|3[47]\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{1,7}\\b",
  // Bearer tokens, JSON web tokens, well-known key prefixes.
  "(?i)bearer\\s+[A-Za-z0-9._~+/=-]{8,}",
  "\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*",
  "\\b(?:sk|pk|rk|ghp|gho|xox[abp])[-_][A-Za-z0-9_-]{10,}",
  // password=…, "api_key": "…" and their like inside a text.
  "(?i)(?:password|passwd|pwd|secret|token|api[_-]?key|authorization)[\"']?\\s*[=:]\\s*[\"']?[^\\s\"',;}]+",
  // Credentials in an address.
  "://[^/\\s:@]+:[^/\\s:@]+@",
];

/** Attributes whose value is masked whatever it is. */
const secretKeys: readonly string[] = [
  "(?i)(^|[._-])(password|passwd|pwd|secret|token|authorization|cookie|api[_-]?key|x-api-key)$",
];

/** Masks tokens, passwords, cards and e-mail addresses in log lines and spans. */
export const redaction = {
  allow_all_keys: true,
  blocked_key_patterns: secretKeys,
  blocked_values: secretValues,
  summary: "silent",
};

type Statements = readonly string[];

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Which system a sender belongs to, by its `service.name`; where it runs is the stack's own knowledge. */
export function identityStatements(
  services: readonly Service[],
  place: Readonly<Record<string, string>>,
): Statements {
  const senders = services.map((service) => ({
    name: service.spans?.serviceName ?? service.origin.service,
    origin: service.origin,
  }));
  return [
    ...senders.flatMap(({ name, origin }) => [
      `set(resource.attributes["system"], ${quoted(origin.system)}) where resource.attributes["service.name"] == ${quoted(name)}`,
      `set(resource.attributes["service"], ${quoted(origin.service)}) where resource.attributes["service.name"] == ${quoted(name)}`,
    ]),
    'set(resource.attributes["system"], "unknown") where resource.attributes["system"] == nil',
    'set(resource.attributes["service"], resource.attributes["service.name"]) where resource.attributes["service"] == nil',
    ...Object.entries(place).map(
      ([label, value]) => `set(resource.attributes[${quoted(label)}], ${quoted(value)})`,
    ),
  ];
}

/** One spelling of levels for everybody, and the trace id where a line names one. */
export const logStatements: Statements = [
  'set(log.attributes["level"], "debug") where log.severity_number > 0 and log.severity_number < 9',
  'set(log.attributes["level"], "info") where log.severity_number >= 9 and log.severity_number < 13',
  'set(log.attributes["level"], "warn") where log.severity_number >= 13 and log.severity_number < 17',
  'set(log.attributes["level"], "error") where log.severity_number >= 17 and log.severity_number < 21',
  'set(log.attributes["level"], "critical") where log.severity_number >= 21',
  'set(log.attributes["level"], "info") where log.severity_number == 0',
  'set(log.trace_id.string, log.attributes["traceId"]) where log.attributes["traceId"] != nil and IsMatch(log.attributes["traceId"], "^[0-9a-f]{32}$")',
  'set(log.trace_id.string, log.attributes["trace_id"]) where log.attributes["trace_id"] != nil and IsMatch(log.attributes["trace_id"], "^[0-9a-f]{32}$")',
  // What the stream's labels say already would be a second truth beside them.
  'delete_key(log.attributes, "service")',
  'delete_key(log.attributes, "system")',
  'delete_key(log.attributes, "environment")',
  'delete_key(log.attributes, "cluster")',
];
