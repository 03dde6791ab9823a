// The engine's own way to run TypeScript checks all types first, which takes longer than the policies do: tsc has done it.
// CrossGuard throws for every policy that does not concern a resource: thousands of traces that nobody reads.
Error.stackTraceLimit = 0;
require("tsx/cjs");
require("./index.ts");
