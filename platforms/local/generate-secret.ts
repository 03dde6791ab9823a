/** 32 characters of [A-Za-z0-9], 190 bits, each drawn by the system's generator without bias. */
export function generateSecret(): string {
  // Required here and not imported above: Pulumi keeps this function's text in the state and runs it from there.
  const { randomInt }: typeof import("node:crypto") = require("node:crypto");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join("");
}
