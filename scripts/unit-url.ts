import type { StackLocations } from "../platforms/local/locations";
import { readAllotment } from "../platforms/local/ports";

/** `http://…` of a unit's port in a local stack. */
export function unitUrl(stack: StackLocations, unit: string, port: string): string {
  const ports = readAllotment(stack.ports);
  const number = ports[`${unit}.${port}`];
  if (number !== undefined) return `http://127.0.0.1:${number}`;
  const known = Object.keys(ports)
    .filter((key) => key.endsWith(`.${port}`))
    .map((key) => key.slice(0, -port.length - 1));
  const fix =
    known.length === 0
      ? `npm run up -- ${stack.name}`
      : `name one of ${known.join(", ")}, or another --stack`;
  throw new Error(`The stack ${stack.name} has no ${unit} with a port "${port}". Fix: ${fix}.`);
}

/** An answer as JSON; an error in words where there is none, or where it is a refusal. */
export async function ask(url: string, method = "GET", body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(url, init).catch(() => {
    throw new Error(`Nothing answers at ${url}. Fix: npm run status, then npm run up.`);
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(refusal(text) ?? `${method} ${url} was answered with ${response.status}.`);
  return text === "" ? undefined : JSON.parse(text);
}

function refusal(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer && "error" in answer ? String(answer.error) : undefined;
  } catch {
    return undefined;
  }
}
