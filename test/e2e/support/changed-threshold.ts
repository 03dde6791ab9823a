import { loadCatalog } from "../../../catalog";

/** The program of the clone, but that somebody has edited one number: HighErrorRate of pulsecal, 0.1 to 0.25. */
const service = loadCatalog().find(({ id }) => id === "pulsecal/pulsecal-api");
const condition = service?.alerts.find(({ name }) => name === "HighErrorRate")?.when;
if (condition?.expression.kind !== "binary" || condition.expression.right.kind !== "number") {
  throw new Error("HighErrorRate of pulsecal compares with no number");
}
// Modules are loaded once, so the program reads the very objects that are edited here.
Object.assign(condition.expression.right, { value: 0.25 });
Object.assign(condition.threshold ?? {}, { value: 0.25 });

export = require("../../../index");
