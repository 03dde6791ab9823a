/**
 * Remembers what `make` returned for the rest of this turn of the event loop. CrossGuard asks all policies about one
 * resource within one turn and hands each a copy of its own, so that what they share is worked out once; the next
 * request, which may see the same resource in another state, finds nothing remembered.
 */
export function oncePerTurn<A, R>(
  keyOf: (argument: A) => string,
  make: (argument: A) => R,
): (argument: A) => R {
  const remembered = new Map<string, R>();
  return (argument) => {
    const key = keyOf(argument);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const made = make(argument);
    if (remembered.size === 0) setImmediate(() => remembered.clear());
    remembered.set(key, made);
    return made;
  };
}
