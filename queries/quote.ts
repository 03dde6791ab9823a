/**
 * A text as a string literal of PromQL, LogQL and TraceQL. All three unquote as Go does, and what JSON escapes Go
 * understands; only half of a surrogate pair is refused, so it becomes the replacement character.
 */
export function quote(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
