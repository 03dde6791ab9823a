/** Most attributes of a line; a longer list would be refused by Loki together with the line. */
export const mostFields = 256;

/** One spelling of levels for everybody, and the trace id where a line names one. */
export const logStatements: readonly string[] = [
  'set(log.attributes["level"], "debug") where log.severity_number > 0 and log.severity_number < 9',
  'set(log.attributes["level"], "info") where log.severity_number >= 9 and log.severity_number < 13',
  'set(log.attributes["level"], "warn") where log.severity_number >= 13 and log.severity_number < 17',
  'set(log.attributes["level"], "error") where log.severity_number >= 17 and log.severity_number < 21',
  'set(log.attributes["level"], "critical") where log.severity_number >= 21',
  // A line that says nothing, or a word that nobody knows.
  'set(log.attributes["level"], "info") where log.severity_number == 0',
  ...["traceId", "trace_id"].map(
    (key) =>
      `set(log.trace_id.string, log.attributes["${key}"]) where IsString(log.attributes["${key}"]) and IsMatch(log.attributes["${key}"], "^[0-9a-f]{32}$")`,
  ),
  // What the stream's labels say already would be a second truth beside them.
  ...["service", "system", "environment", "cluster"].map((label) => `delete_key(log.attributes, "${label}")`),
  `limit(log.attributes, ${mostFields}, ["level"])`,
];
