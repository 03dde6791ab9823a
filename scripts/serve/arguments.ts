import { InvalidArgumentError } from "commander";
import type { Address } from "../../simulator/destinations";

/** A port to listen on; 0 takes any free one. */
export function port(text: string): number {
  const number = Number(text);
  if (text !== "" && Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw new InvalidArgumentError("Use a number from 0 (any free one) to 65535.");
}

/** `HOST:PORT`. */
export function address(text: string): Address {
  const colon = text.lastIndexOf(":");
  if (colon < 1) throw new InvalidArgumentError("Use HOST:PORT, such as 127.0.0.1:6831.");
  return { host: text.slice(0, colon), port: port(text.slice(colon + 1)) };
}

/** A URL without the slash at its end. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError("Use a URL, such as http://127.0.0.1:4318.");
  return text.replace(/\/+$/, "");
}
