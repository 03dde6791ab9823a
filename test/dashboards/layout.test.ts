import { arranged } from "../../dashboards/layout";
import type { View } from "../../declaration/board";
import { panel } from "../../declaration/board";
import { value } from "../../queries/promql";
import { metrics as m } from "./shop";

const shown = (view: View, questions = 1) =>
  panel(
    view,
    "Says.",
    Object.fromEntries(Array.from({ length: questions }, (_, index) => [`q${index}`, value(m.depth)])),
    { view },
  );

test("panels stand beside each other until the line is full, rows below each other", () => {
  const rows = arranged([
    { title: "One", panels: [shown("graph"), shown("stat", 4), shown("stat"), shown("graph")] },
    { title: "Two", panels: [shown("logs")] },
  ]);
  expect(rows.map(({ y, panels }) => [y, panels.map(({ position }) => Object.values(position))])).toEqual([
    [
      0,
      [
        [0, 1, 8, 8],
        [8, 1, 12, 4],
        [20, 1, 4, 4],
        [0, 9, 8, 8],
      ],
    ],
    [17, [[0, 18, 16, 10]]],
  ]);
});

test.each([
  [1, 4],
  [2, 6],
  [8, 24],
  [20, 24],
])("%d numbers take %d columns", (questions, columns) => {
  const [row] = arranged([{ title: "One", panels: [shown("stat", questions)] }]);
  expect(row?.panels[0]?.position.w).toBe(columns);
});
