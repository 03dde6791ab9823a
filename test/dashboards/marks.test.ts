import { marksOf } from "../../dashboards/marks";
import { questionText } from "../../dashboards/target";
import { syntaxErrors } from "../queries/grammar";
import { shop } from "./shop";

const own = 'system="shop", service="api"';
const up = `up{${own}, job="api"`;

test("marks alerts, and deploys where processes are scraped", () => {
  const marks = marksOf(shop());
  const texts = marks.map(({ name, query }) => [name, questionText(query, [])]);
  expect(texts).toEqual([
    ["Firing alerts", `ALERTS{${own}, alertstate="firing"}`],
    [
      "Deploys and restarts",
      `(max by (instance) (resets(requests_total{${own}}[2m])) > 0) or (max by (instance) (${up}}) unless max by (instance) (${up}} offset 2m))`,
    ],
  ]);
  for (const [, text = ""] of texts) expect(syntaxErrors("promql", text)).toEqual([]);
});

test("marks alerts alone where nothing is scraped", () => {
  const delivery = { by: "otlp", temporality: "delta", every: "15s" } as const;
  expect(marksOf(shop({ delivery })).map(({ name }) => name)).toEqual(["Firing alerts"]);
});
