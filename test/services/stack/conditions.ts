import { loadCatalog } from "../../../catalog";
import type { Severity } from "../../../declaration/team";
import { printQuery } from "../../../queries/print";

/** Name, severity, hold, the faults under which it fires, and the condition without the server's own selector. */
export type Row = readonly [string, Severity, string | undefined, readonly string[], string];

/** Holds a server's alerts to rows that were typed by hand: these, and besides only the one on its absence. */
export function holdConditions(server: string, rows: readonly Row[]): void {
  const alerts = loadCatalog().find(({ id }) => id === `belfry/${server}`)?.alerts ?? [];

  test.each(rows)("%s", (name, severity, hold, faults, condition) => {
    const found = alerts.find((alert) => alert.name === name);
    const text = printQuery(found?.when.expression ?? { kind: "number", value: 0 });
    expect([found?.severity, found?.hold, found?.firesUnder]).toEqual([severity, hold, faults]);
    expect(text.replaceAll(`system="belfry", service="${server}"`, "…")).toBe(condition);
  });

  test("there is no other alert but the one on its absence", () => {
    const names = alerts.map(({ name }) => name);
    expect(names).toEqual(["ServiceDown", ...rows.map(([name]) => name)]);
  });
}
