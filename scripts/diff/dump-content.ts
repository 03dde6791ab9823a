/** Prints what the declarations in a folder yield, as JSON: another state of this repository, by its own code. */
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? ".");
const { loadCatalog } = require(join(folder, "catalog"));
const { contentToProve } = require(join(folder, "scripts/verify/content"));
const { rules, logRules, dashboards, routing, place } = contentToProve(loadCatalog());
process.stdout.write(JSON.stringify({ rules, logRules, dashboards, routing, place }));
