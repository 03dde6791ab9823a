import type { GridPos } from "@grafana/grafana-foundation-sdk/dashboard";
import type { View } from "../declaration/board";
import type { PagePanel, PageRow } from "./page";

/** Columns of Grafana's grid. */
const columns = 24;

/** No wider than the question: three graphs beside each other, a number a sixth of the width. */
const sizes: Readonly<Record<Exclude<View, "stat">, { readonly w: number; readonly h: number }>> = {
  graph: { w: 8, h: 8 },
  bars: { w: 8, h: 8 },
  heatmap: { w: 8, h: 8 },
  table: { w: 8, h: 8 },
  state: { w: 8, h: 8 },
  traces: { w: 12, h: 8 },
  logs: { w: 16, h: 10 },
};

/** The part of the grid in which panels are placed. */
export interface Area {
  readonly x: number;
  readonly w: number;
}

const everywhere: Area = { x: 0, w: columns };

function sizeOf({ view, queries }: PagePanel, area: Area) {
  const { w, h } = view === "stat" ? { w: Math.max(4, 3 * Object.keys(queries).length), h: 4 } : sizes[view];
  return { w: Math.min(area.w, w), h };
}

export interface PlacedRow {
  readonly title: string;
  /** Line of the heading. */
  readonly y: number;
  readonly panels: readonly { readonly panel: PagePanel; readonly position: GridPos }[];
}

interface Shelf {
  readonly x: number;
  readonly y: number;
  /** Height of the tallest panel on it. */
  readonly h: number;
}

function placed(row: PageRow, y: number, area: Area): { row: PlacedRow; end: number } {
  let shelf: Shelf = { x: area.x, y: y + 1, h: 0 };
  const panels = row.panels.map((panel) => {
    const { w, h } = sizeOf(panel, area);
    if (shelf.x + w > area.x + area.w) shelf = { x: area.x, y: shelf.y + shelf.h, h: 0 };
    const position = { x: shelf.x, y: shelf.y, w, h };
    shelf = { x: shelf.x + w, y: shelf.y, h: Math.max(shelf.h, h) };
    return { panel, position };
  });
  return { row: { title: row.title, y, panels }, end: shelf.y + shelf.h };
}

/** Rows below each other, their panels left to right. */
export function arranged(rows: readonly PageRow[], area = everywhere): readonly PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const { row: done, end } = placed(row, y, area);
    y = end;
    return done;
  });
}
