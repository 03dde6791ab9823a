/**
 * Texts that are partly known now and partly filled in by a Go template later (`$value`, an alert's label). Authors
 * write plain functions over strings; a slot stands in the string for what the template fills in.
 */
export interface Slots {
  /** A string that stands for the template code. */
  hold(code: string): string;
  /** Rewrites a text that holds slots: what is literal, and the code of each slot. */
  fill(text: string, literal: (text: string) => string, slot: (code: string) => string): string;
}

// Private use: no author types them.
const slotPattern = /\uE000(\d+)\uE001/;

export function createSlots(): Slots {
  const codes: string[] = [];
  return {
    hold: (code) => `\uE000${codes.push(code) - 1}\uE001`,
    fill: (text, literal, slot) =>
      text
        .split(slotPattern)
        // Every second part is what the pattern's group caught.
        .map((part, i) => (i % 2 === 0 ? literal(part) : slot(codes[Number(part)] ?? "")))
        .join(""),
  };
}

/** The text as it stands, whatever braces are in it: a brace before another brace, or before a slot, opens nothing. */
export function escapeTemplate(text: string): string {
  return text.replace(/\{(?=\{|$)/g, '{{ "{" }}');
}

/** The text as a string of Go; Go has the escapes of JSON. */
export function goString(text: string): string {
  return JSON.stringify(text);
}
