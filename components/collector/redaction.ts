/** Names of things that nobody may read, as keys of a record end with them. */
const secretNames = "password|passwd|pwd|passphrase|secret|token|authorization|private[_-]?key|api[_-]?key";

/** Attributes whose value is masked whatever it is (RE2): `user.password`, `X-Api-Key`, `accessToken`. */
const secretKeys: readonly string[] = [
  `(?i)(^|[._-])(${secretNames}|cookie)$`,
  "[a-z0-9](Password|Passwd|Passphrase|Secret|Token|Authorization|Cookie|PrivateKey|ApiKey)$",
];

/** A text in quotes, escaped ones as well, whatever is in it. */
const quotedText = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|\\+"[^"\\]*\\+"`;

/**
 * Values that are masked wherever they stand in a text (RE2). The collector applies them in an order that nobody
 * knows, so that none may leave a rest which another one would have had to see whole.
 */
const secretValues: readonly string[] = [
  // E-mail addresses, in a query string as well.
  String.raw`[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]{2,}`,
  // Payment cards by the first digits and the lengths of their networks: a time in any unit is none.
  String.raw`\b(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b`,
  String.raw`\b3[47]\d{2}[ -]?\d{6}[ -]?\d{5}\b`,
  // Bearer tokens: what follows has a digit or is long, since "bearer of news" is none.
  String.raw`(?i)\bbearer\s+(?:[a-z._~+/=-]*\d[a-z0-9._~+/=-]*|[a-z0-9._~+/=-]{16,})`,
  // JSON web tokens, and keys by the prefixes of Stripe, OpenAI and xAI, GitHub, Slack and AWS.
  String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
  String.raw`\b(?:[spr]k_(?:live|test)_|sk-|xai-|gh[pousr]_|github_pat_|xox[abprs]-|AKIA)[A-Za-z0-9_-]{10,}`,
  // password=…, "api_key": "two words", Authorization: Basic … and their like.
  String.raw`(?i)(?:${secretNames})\\*["']?\s*[=:]\s*(?:${quotedText}|(?:(?:bearer|basic)\s+)?\\*["']?[^\s"'\\,;&}]+)`,
  // Cookies: all that a header has.
  String.raw`(?i)\bcookie\\*["']?\s*[=:]\s*(?:${quotedText}|[^\r\n"]+)`,
  // Credentials in an address.
  String.raw`://[^/\s:@]*:[^/\s]+@`,
];

/** Masks tokens, passwords, cards and e-mail addresses in log lines and in the attributes of spans and data points. */
export const redaction = {
  allow_all_keys: true,
  // Numbers (a card without quotes) and what is nested are judged as their text.
  redact_all_types: true,
  blocked_key_patterns: secretKeys,
  blocked_values: secretValues,
  summary: "silent",
};

/** The same for those texts of a span that are no attributes. */
export const spanTextStatements: readonly string[] = ["span.name", "span.status.message"].flatMap((text) =>
  secretValues.map((pattern) => `replace_pattern(${text}, ${JSON.stringify(pattern)}, "****")`),
);
