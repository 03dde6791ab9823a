/** Text that means nothing to HTML or XML; a line break stays one in an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
