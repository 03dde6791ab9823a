/** Names of things that nobody may read, as keys of a record end with them. */
const secretNames =
  "password|passwd|pwd|passphrase|secret|token|authorization|cookie|private[_-]?key|api[_-]?key";

/** Attributes whose value is masked whatever it is (RE2): `user.password`, `X-Api-Key`, `accessToken`. */
const secretKeys: readonly string[] = [
  `(?i)(^|[._-])(${secretNames})$`,
  "[a-z0-9](Password|Passwd|Passphrase|Secret|Token|Authorization|Cookie|PrivateKey|ApiKey)$",
];

/**
 * Values that are masked wherever they stand in a text (RE2). The collector applies them in an order that nobody
 * knows, so that none may leave a rest which another one would have had to see whole.
 */
const secretValues: readonly string[] = [
  // E-mail addresses, in a query string as well.
  "[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9.-]+\\.[A-Za-z]{2,}",
  // Payment cards by the first digits and the lengths of their networks: a time in any unit is none.
  "\\b(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b",
  "\\b3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}\\b",
  // Bearer tokens: what follows has a digit or is long, since "bearer of news" is none.
  "(?i)\\bbearer\\s+(?:[a-z._~+/=-]*\\d[a-z0-9._~+/=-]*|[a-z0-9._~+/=-]{16,})",
  // JSON web tokens, and keys by the prefixes of Stripe, OpenAI and xAI, GitHub, Slack and AWS.
  "\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*",
  "\\b(?:[spr]k_(?:live|test)_|sk-|xai-|gh[pousr]_|github_pat_|xox[abprs]-|AKIA)[A-Za-z0-9_-]{10,}",
  // "password": "two words" inside a text that is JSON itself.
  `(?i)"[^"\\\\]*(?:${secretNames})"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*"`,
  // password=…, api_key: …, Authorization: Basic … and their like.
  `(?i)(?:${secretNames})\\\\*["']?\\s*[=:]\\s*\\\\*["']?(?:(?:bearer|basic)\\s+)?[^\\s"'\\\\,;&}]+`,
  // A header of cookies: all of them.
  '(?i)\\bcookie:\\s*[^\\r\\n"]+',
  // Credentials in an address.
  "://[^/\\s:@]*:[^/\\s]+@",
];

/** Masks tokens, passwords, cards and e-mail addresses in log lines and in the attributes of spans. */
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
