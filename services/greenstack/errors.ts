import type { Call } from "../../declaration/behaviour";

/** One of the values, by the call's own dice. */
export function pick<T>(call: { random(): number }, values: readonly [T, ...T[]]): T {
  return values[Math.floor(call.random() * values.length)] ?? values[0];
}

/** What the handlers log of a request that failed: the reason follows from what is broken. */
export function errorOf(call: Call): { error: string; error_type: string; stack: string } {
  const [error_type, error] = reasonOf(call);
  return { error, error_type, stack: `Traceback (most recent call last): … ${error_type}: ${error}` };
}

function reasonOf(call: Call): readonly [type: string, text: string] {
  if (call.failing.has("database")) return ["OperationalError", "unable to open database file"];
  if (!call.failed) return ["ParseError", "the file is no valid IODD"];
  return ["RuntimeError", "unexpected state"];
}
