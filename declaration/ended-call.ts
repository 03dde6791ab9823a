import type { Behaviour, Call, Operation } from "./behaviour";
import type { Emission } from "./emission";

/** What is known of a request at its end, besides what its operation says. */
export type Ending = Omit<Call, "method" | "route" | "failed">;

/** A request that has ended, and all that it sends, whoever plays it: simulator, proof and sizing see the same. */
export function endedCall(
  { onCall }: Pick<Behaviour, "onCall">,
  operation: Operation,
  ending: Ending,
): { readonly call: Call; readonly emissions: readonly Emission[] } {
  const { method, route } = operation;
  const { status, seconds, requestId, traceId, time, failing, random } = ending;
  const failed = status.startsWith("5");
  // Named one by one: the proof plays millions of them, and to spread them takes thrice as long.
  const call: Call = { method, route, status, seconds, failed, requestId, traceId, time, failing, random };
  return { call, emissions: [...(onCall?.(call) ?? []), ...(operation.emits?.(call) ?? [])] };
}
