import Table from "cli-table3";
import type { UnitStatus } from "../../platforms/local/unit";
import type { StackUse } from "./sizes";

const borderless = {
  ...{
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
  },
  ...{
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  },
};

/** Aligned columns without lines. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 0 };
  const table = new Table({ head: [...head], chars: borderless, style });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** What `up` ends with. */
export function serversTable(units: readonly UnitStatus[]): string {
  return plainTable(
    ["SERVER", "VERSION", "URL", "READY IN"],
    byName(units).map(({ name, version, url, readyInSeconds }) => [
      name,
      version,
      url,
      seconds(readyInSeconds),
    ]),
  );
}

/** What `status` shows. */
export function statusTable(units: readonly UnitStatus[]): string {
  return plainTable(
    ["UNIT", "STATE", "VERSION", "URL", "MEMORY", "LIMIT", "RESTARTS"],
    byName(units).map((unit) => [
      unit.name,
      unit.state,
      unit.version,
      unit.url,
      mib(unit.memoryUsedMib),
      unit.memoryLimitMib === null ? "not enforced" : mib(unit.memoryLimitMib),
      String(unit.restarts),
    ]),
  );
}

/** What the stack uses of what was derived for it from the declarations. */
export function useTables({ series, servers }: StackUse): string {
  const services = plainTable(
    ["SERVICE", "SERIES", "AT MOST"],
    series.map(({ service, used, budget }) => [
      service,
      String(used),
      used > budget ? `${budget}, over` : String(budget),
    ]),
  );
  const kept = plainTable(
    ["SERVER", "MEMORY", "DERIVED", "DISK", "WHEN FULL", "KEEPS"],
    servers.map(({ server, memory, disk, retentionDays }) => [
      ...[server, mib(memory.used), mib(memory.derived), mib(disk.used), mib(disk.derived)],
      `${retentionDays} d`,
    ]),
  );
  return `${services}\n\n${kept}`;
}

function byName(units: readonly UnitStatus[]): UnitStatus[] {
  return [...units].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function seconds(value: number | null): string {
  return value === null ? "-" : `${value.toFixed(1)} s`;
}

function mib(value: number | null): string {
  return value === null ? "-" : `${value} MiB`;
}
