// The engine's own way to run TypeScript checks all types first, which takes longer than the policies do: tsc has done it.
require("tsx/cjs");
require("./index.ts");
